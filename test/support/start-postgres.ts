import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../service/storage/embedded-postgres';

import { createTemplate } from './postgres';

declare global {
  // Jest keeps the global object of setup and teardown, and nothing else.
  var embeddedPostgres: EmbeddedPostgres | undefined;
}

/** Starts one PostgreSQL for the whole run and prepares the database that every test file gets a copy of. */
export default async function startPostgres(): Promise<void> {
  globalThis.embeddedPostgres = await startEmbeddedPostgres('memory');
  process.env['TEST_EMBEDDED_URL'] = globalThis.embeddedPostgres.url;
  await createTemplate(globalThis.embeddedPostgres.url);

  const other = process.env['TEST_DATABASE_URL'];
  if (other) await createTemplate(other);
}
