import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { registryEntry } from './registry-entry';
import { newToken } from './scim-client';

/** A folder with a tenant registry of one tenant, removed when the test ends. */
export interface RegistryFile extends Disposable {
  readonly folder: string;

  /** Path of the registry. */
  readonly path: string;

  /** The token that it accepts. */
  readonly token: string;
}

/** @param slug of the tenant. */
export function registryFile(slug: string): RegistryFile {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-test-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user when the tests run as root
  const path = join(folder, 'tenants.json');
  const token = newToken();
  writeFileSync(path, JSON.stringify({ tenants: [registryEntry(slug, token)] }));
  return {
    folder,
    path,
    token,
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
