import { isDeepStrictEqual } from 'node:util';

import type { Life } from './change';
import { COMPANION } from './companion-tenant';
import { EXTERNAL } from './external-tenant';
import { CREDENTIALS } from './planned-resources';
import { setUpStage } from './stage';
import { resourcesOf, synthesizedStack } from './synthesized-stack';

describe.each<[string, Life]>([
  ['an external tenant', EXTERNAL],
  ['a companion tenant', COMPANION],
])('the life of %s', (_whose, life) => {
  test('makes, removes and changes the resources of the stacks, and no others', async () => {
    await using stage = await setUpStage({ env: process.env });
    let before: Record<string, unknown> = {};

    for (const { title, file, newToken, plan } of life) {
      stage.synthesize(file);
      const stack = synthesizedStack(stage);
      const after = resourcesOf(stack);
      const forgotten = new Set((stack.removed ?? []).map(({ from }) => from));
      const shown = [
        ...Object.keys(after)
          .filter((address) => !(address in before))
          .map((address) => `create ${address}`),
        ...Object.keys(before)
          .filter((address) => !(address in after))
          .map((address) => `${forgotten.has(address) ? 'forget' : 'delete'} ${address}`),
        ...Object.keys(after)
          .filter((address) => address in before && !isDeepStrictEqual(before[address], after[address]))
          .map((address) => `${address.startsWith('terraform_data.') ? 'replace' : 'update'} ${address}`),
      ];
      // A new token changes the credentials and makes the step run again. The synthesized stacks do not show that.
      const byToken = newToken && CREDENTIALS in after ? [`update ${CREDENTIALS}`, 'replace terraform_data.sync'] : [];

      const steps = [...new Set([...shown, ...byToken])];
      expect({ title, plan: plan.toSorted() }).toEqual({ title, plan: steps.sort() });
      before = after;
    }
  });

  test('ends with nothing', async () => {
    await using stage = await setUpStage({ env: process.env });
    const last = life.at(-1);
    if (last) stage.synthesize(last.file);

    expect(resourcesOf(synthesizedStack(stage))).toEqual({});
  });
});
