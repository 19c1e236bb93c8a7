import { rmSync } from 'node:fs';

import './global-setup';
import { dropTemplate } from './postgres';

/** Removes everything that the run created, on this machine and on external database servers. */
export default async function globalTeardown(): Promise<void> {
  const other = process.env['TEST_DATABASE_URL'];
  if (other) await dropTemplate(other);
  await globalThis.embeddedPostgres?.stop();
  if (globalThis.temporaryFolder) rmSync(globalThis.temporaryFolder, { recursive: true, force: true });
}
