import { EX_CONFIG, SettingsError } from '../environment/variables';

import { connectionTo } from './connection-to';
import { readMigrationSettings } from './migration-settings';
import { admitIdentity, ADMINISTRATION_DATABASE } from './storage/admit-identity';
import { migrate } from './storage/migrate';

/** Brings the database of DATABASE_URL up to date, and lets the identity in that serves requests. */
async function main(): Promise<void> {
  const { database, runtimeIdentity } = readMigrationSettings(process.env);
  const ran = await migrate(await connectionTo(database));
  if (runtimeIdentity) await admitIdentity(await connectionTo(database, ADMINISTRATION_DATABASE), runtimeIdentity);
  console.log(ran.length === 0 ? 'the database is up to date' : `ran ${ran.join(', ')}`);
}

main().catch((error: unknown) => {
  if (error instanceof SettingsError) {
    console.error(error.message);
    process.exit(EX_CONFIG);
  }
  console.error(error);
  process.exit(1);
});
