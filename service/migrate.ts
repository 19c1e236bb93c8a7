import { EXIT } from '../command-line/exit-code';
import { example, program } from '../command-line/program';
import { renderTable } from '../command-line/table';
import { tableOrJson } from '../command-line/table-or-json';
import { SettingsError } from '../command-line/variables';

import { compare } from './compare';
import { connectionTo } from './connection-to';
import { databaseTrouble } from './database-trouble';
import { readMigrationSettings } from './migration-settings';
import { admitIdentity, ADMINISTRATION_DATABASE } from './storage/setup/admit-identity';
import { migrate } from './storage/setup/migrate';

/** Brings the database at DATABASE_URL up to date, and lets the identity that serves requests log in. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const { database, runtimeIdentity } = readMigrationSettings(env);
  const { ran, distributed } = await migrate(await connectionTo(database));
  if (runtimeIdentity)
    await admitIdentity(await connectionTo(database, { database: ADMINISTRATION_DATABASE }), runtimeIdentity);
  console.log(ran.length === 0 ? 'the database is up to date' : `ran ${ran.join(', ')}`);
  const { tables, rows } = distributed;
  if (tables.length > 0) {
    console.log(`distributed ${tables.join(', ')} over the cluster, with as many rows as before:`);
    console.log(
      renderTable(
        ['tenant', 'table', 'rows'],
        rows.map((row) => [row.tenant, row.table, row.rows]),
      ),
    );
  }
}

/** The command that brings the database up to date. It is used by `migrate.js` in the image and by the command line. */
export const migration = program('entra-scim migrate', (command, caller) => {
  command
    .description(
      'Brings the database of DATABASE_URL up to date, and admits the identity in RUNTIME_IDENTITY_NAME. On a Citus ' +
        'cluster, such as an elastic cluster of Azure, it also distributes the tables over the nodes, with their rows. Safe to run again. ' +
        'Exit code 2: it failed; 78: the environment cannot be used.',
    )
    .addHelpText(...example('DATABASE_URL=postgres://localhost/scim entra-scim migrate'))
    .action(() =>
      main(caller.env).catch((error: unknown) => {
        if (error instanceof SettingsError) console.error(error.message);
        else console.error(`the database could not be brought up to date: ${databaseTrouble(error)}`);
        if (caller.env['DEBUG'] !== undefined) console.error(error);
        process.exit(error instanceof SettingsError ? EXIT.configuration : EXIT.unusable);
      }),
    );

  command
    .command('compare')
    .description(
      'Counts the rows of two databases by tenant and table, and compares all of their values: after a move from one to the ' +
        'other, while nothing writes to them. Each is a URL without a password, or the name of an environment variable that contains a URL. ' +
        'Exit code 0: they are the same; 1: they differ; 2: one cannot be read.',
    )
    .argument('<from>', 'the database that was copied, as the owner of its tables')
    .argument('<to>', 'the copy, likewise')
    .addOption(tableOrJson())
    .addHelpText(...example('entra-scim migrate compare SERVER_URL CLUSTER_URL'))
    .action((from: string, to: string, { format }: { format: 'json' | 'table' }) => compare(from, to, format, caller));
});

if (require.main === module) void migration(process.argv.slice(2), process);
