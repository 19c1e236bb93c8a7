import { PassThrough } from 'node:stream';

import { ask } from '../../../programs/init/ask';

const ID = '3f6c0f39-5b0e-4d0a-9a53-5f2c9b3c1f10';

/** The input of a person who types all lines in advance, and then ends the input. */
function typed(...lines: readonly string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(lines.map((line) => `${line}\n`).join(''));
  return { input, output, shown: () => String(output.read()) };
}

describe('questions at a terminal', () => {
  test('take the answers in order', async () => {
    const terminal = typed('wingtip-scim', ` ${ID} `);

    expect(await ask(['name', 'subscription'], terminal)).toEqual({ name: 'wingtip-scim', subscription: ID });
    expect(terminal.shown()).toMatch(/such as acme-scim\).*Azure subscription that hosts the service/s);
  });

  test('ask again after an answer that cannot be used, and say why', async () => {
    const terminal = typed('ours', ID);

    expect(await ask(['subscription'], terminal)).toEqual({ subscription: ID });
    expect(terminal.shown()).toContain('It must be the subscription id (GUID).');
  });

  test('take the default for an empty answer, and no example', async () => {
    const terminal = typed('', '', 'wingtip-scim');

    expect(await ask(['location', 'name'], terminal)).toEqual({ location: 'westeurope', name: 'wingtip-scim' });
  });

  test('leave the image for later, since it has to be built first', async () => {
    const terminal = typed('', 'contoso');

    expect(await ask(['image', 'tenant'], terminal)).toEqual({ tenant: 'contoso' });
    expect(terminal.shown()).toContain('leave empty to set it later');
  });

  test('fail when the input ends before the last answer', async () => {
    await expect(ask(['name', 'subscription'], typed('wingtip-scim'))).rejects.toThrow(/nothing was created/);
  });
});
