import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Entra } from '../../programs/pipeline/entra';
import type { TenantDrift } from '../../programs/sync/drift/difference';

/**
 * A fake Entra for the pipeline's tests, which records calls in `<fake>/calls`. Files in `fake` determine its answers:
 * `drift.json`, and `fail-drift` or `fail-sync-<slug>`, which contain the reason of the failure.
 */
export function fakeEntra(fake: string): Entra {
  const read = (name: string) => (existsSync(join(fake, name)) ? readFileSync(join(fake, name), 'utf8') : undefined);
  const ask = (...words: readonly string[]) => {
    appendFileSync(join(fake, 'calls'), `entra ${words.join(' ')}\n`);
    const failure = read(`fail-${words.slice(0, 2).join('-')}`) ?? read(`fail-${words[0]}`);
    return failure === undefined ? Promise.resolve() : Promise.reject(new Error(failure));
  };
  return {
    sync: async (slug, print) => {
      await ask('sync', slug);
      print('connection   tested');
    },
    drift: async (slugs) => {
      await ask('drift', ...slugs);
      const drifts = JSON.parse(read('drift.json') ?? '[]') as TenantDrift[];
      return drifts.filter(({ tenant }) => slugs.includes(tenant));
    },
  };
}
