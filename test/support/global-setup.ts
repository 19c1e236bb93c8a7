import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../service/storage/embedded-postgres';

import { createTemplate } from './postgres';

declare global {
  // Jest shares only the global object between setup and teardown.
  var embeddedPostgres: EmbeddedPostgres | undefined;
  var temporaryFolder: string | undefined;
}

/** Starts one PostgreSQL for the whole run and prepares the database that every test file gets a copy of. */
export default async function globalSetup(): Promise<void> {
  process.env['TMPDIR'] = globalThis.temporaryFolder = temporaryFolder();
  globalThis.embeddedPostgres = await startEmbeddedPostgres('memory');
  process.env['TEST_EMBEDDED_URL'] = globalThis.embeddedPostgres.url;
  await createTemplate(globalThis.embeddedPostgres.url);

  const other = process.env['TEST_DATABASE_URL'];
  if (other) await createTemplate(other);
}

/** Temporary folder of the whole run, since CDKTF leaves a folder behind for each app that it synthesizes. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-tests-'));
  chmodSync(folder, 0o711); // PostgreSQL may run as another user
  return folder;
}
