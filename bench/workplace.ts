import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startEmbeddedPostgres } from '../service/storage/setup/embedded-postgres';

/** An empty folder and an empty database for one bench. Both are removed when the bench disposes of the workplace. */
export interface Workplace extends AsyncDisposable {
  readonly folder: string;
  readonly databaseUrl: string;
}

/**
 * Memory of PostgreSQL on Azure's smallest server for production, which has 4 GiB. A quarter of the memory is
 * PostgreSQL's page cache.
 */
const MEMORY = { shared_buffers: '1GB' };

/** @param settings settings of PostgreSQL, in addition to the size of its page cache. */
export async function openWorkplace(settings: Readonly<Record<string, string>> = {}): Promise<Workplace> {
  const postgres = await startEmbeddedPostgres('memory', { ...MEMORY, ...settings });
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-bench-'));
  return {
    folder,
    databaseUrl: postgres.url,
    [Symbol.asyncDispose]: async () => {
      await postgres.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
