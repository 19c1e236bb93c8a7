import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes a file into a new folder, which is removed when the test ends. */
export function textFile(name: string, text: string): { readonly path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-test-'));
  const path = join(folder, name);
  writeFileSync(path, text);
  return {
    path,
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
