import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { secretFlaws, Secrets } from '../../../service/streams/secrets';

const KEY = 'k'.repeat(32);

describe('Secrets', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'entra-scim-test-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('reads a secret from the file that is named after it, without the end of its line', async () => {
    writeFileSync(join(folder, 'stream-1'), `${KEY}\n`);

    await expect(new Secrets(folder).read('stream-1')).resolves.toBe(KEY);
  });

  test('reads a value that was rotated within ten seconds, and no file for each delivery', async () => {
    let now = 0;
    const secrets = new Secrets(folder, () => now);
    writeFileSync(join(folder, 'stream-1'), KEY);
    await secrets.read('stream-1');
    writeFileSync(join(folder, 'stream-1'), `${KEY}-rotated`);

    now = 9_999;
    await expect(secrets.read('stream-1')).resolves.toBe(KEY);
    now = 10_000;
    await expect(secrets.read('stream-1')).resolves.toBe(`${KEY}-rotated`);
  });

  test('reads a secret as soon as its file is there', async () => {
    const secrets = new Secrets(folder);
    await expect(secrets.read('stream-1')).rejects.toThrow("secret 'stream-1' cannot be read");
    writeFileSync(join(folder, 'stream-1'), KEY);

    await expect(secrets.read('stream-1')).resolves.toBe(KEY);
  });

  test('fails on a secret that is missing or too short, and never says what it is', async () => {
    writeFileSync(join(folder, 'short'), 'hush');
    const needed = [{ name: 'missing' }, { name: 'short' }, { name: 'short' }, { name: 'short', bytesMin: 1 }];

    const flaws = await secretFlaws(new Secrets(folder), needed);

    expect(flaws).toEqual([
      `secret 'missing' cannot be read from SECRETS_FOLDER ${folder}: ENOENT; put a file of that name there`,
      "secret 'short' has 4 bytes; it must have at least 32",
    ]);
  });

  test('fails with the name of the variable when there is no folder', async () => {
    await expect(new Secrets(undefined).read('stream-1')).rejects.toThrow('SECRETS_FOLDER is not set');
  });
});
