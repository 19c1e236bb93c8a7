import { EXIT } from '../command-line/exit-code';
import { example, program } from '../command-line/program';
import { SettingsError } from '../command-line/variables';

import { connectionTo } from './connection-to';
import { databaseTrouble } from './database-trouble';
import { readMigrationSettings } from './migration-settings';
import { admitIdentity, ADMINISTRATION_DATABASE } from './storage/admit-identity';
import { migrate } from './storage/migrate';

/** Brings the database of DATABASE_URL up to date, and admits the identity that serves requests. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const { database, runtimeIdentity } = readMigrationSettings(env);
  const ran = await migrate(await connectionTo(database));
  if (runtimeIdentity)
    await admitIdentity(await connectionTo(database, { database: ADMINISTRATION_DATABASE }), runtimeIdentity);
  console.log(ran.length === 0 ? 'the database is up to date' : `ran ${ran.join(', ')}`);
}

/** Brings the database up to date, for `migrate.js` of the image and the command line. */
export const migration = program('entra-scim migrate', (command, caller) => {
  command
    .description(
      'Brings the database of DATABASE_URL up to date, and lets the identity of RUNTIME_IDENTITY_NAME in. Safe to run again. ' +
        'Exit code 2: it failed; 78: the environment cannot be used.',
    )
    .addHelpText(...example('DATABASE_URL=postgres://localhost/scim entra-scim migrate'))
    .action(() =>
      main(caller.env).catch((error: unknown) => {
        if (error instanceof SettingsError) console.error(error.message);
        else console.error(`the database was not brought up to date: ${databaseTrouble(error)}`);
        if (caller.env['DEBUG'] !== undefined) console.error(error);
        process.exit(error instanceof SettingsError ? EXIT.configuration : EXIT.unusable);
      }),
    );
});

if (require.main === module) void migration(process.argv.slice(2), process);
