import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { registryEntry } from './registry-entry';
import { newToken } from './scim-client';

/** A folder with a tenant registry, removed when the test ends. */
export interface RegistryFile extends Disposable {
  readonly folder: string;

  /** Path of the registry. */
  readonly path: string;

  /** The token of the first tenant. */
  readonly token: string;

  /** The tokens of all tenants, in their order. */
  readonly tokens: readonly string[];
}

/** @param slugs slugs of the tenants. */
export function registryFile(...slugs: readonly [string, ...string[]]): RegistryFile {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-test-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user when the tests run as root
  const path = join(folder, 'tenants.json');
  const entries = slugs.map((slug) => ({ slug, token: newToken() }));
  writeFileSync(path, JSON.stringify({ tenants: entries.map(({ slug, token }) => registryEntry(slug, token)) }));
  const [token = '', ...others] = entries.map((entry) => entry.token);
  return {
    folder,
    path,
    token,
    tokens: [token, ...others],
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
