import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../service/storage/setup/embedded-postgres';

import { createTemplate } from './postgres';

declare global {
  // Jest shares only the global object between setup and teardown.
  var embeddedPostgres: EmbeddedPostgres | undefined;
  var temporaryFolder: string | undefined;
}

/** Starts one PostgreSQL server for the whole run, and prepares the template of which every test file gets a copy. */
export default async function globalSetup(): Promise<void> {
  process.env['TMPDIR'] = globalThis.temporaryFolder = temporaryFolder();
  globalThis.embeddedPostgres = await startEmbeddedPostgres('memory');
  process.env['TEST_EMBEDDED_URL'] = globalThis.embeddedPostgres.url;
  await createTemplate(globalThis.embeddedPostgres.url);

  const other = process.env['TEST_DATABASE_URL'];
  if (other) await createTemplate(other);
}

/** Creates a temporary folder for the whole run, since CDKTF leaves a folder behind for each synthesized app. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-tests-'));
  chmodSync(folder, 0o711); // PostgreSQL may run as another user
  return folder;
}
