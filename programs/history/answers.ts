import { readFile } from 'node:fs/promises';

import type { Caller } from '../../command-line/caller';
import { UsageError } from '../../command-line/usage-error';
import { readEnvironment } from '../../command-line/variables';
import { connectionTo } from '../../service/connection-to';
import { readDatabaseServer } from '../../service/database-settings';
import type { History } from '../../service/directory/history';
import { TenantRegistry } from '../../service/directory/tenant-registry';
import { Database } from '../../service/storage/database';
import { SqlHistory } from '../../service/storage/sql-history';

/** Where history is read. */
export interface Answers extends AsyncDisposable {
  readonly history: History;

  /** Slugs of all tenants. */
  tenants(): Promise<readonly string[]>;
}

/**
 * Opens the history of the service whose database DATABASE_URL names.
 *
 * @throws {SettingsError} when the environment names none.
 */
export async function openAnswers({ env }: Caller): Promise<Answers> {
  const server = readEnvironment(env, (variables) => {
    const database = readDatabaseServer(variables);
    if (!database && variables.text('DATABASE_URL') === undefined) {
      variables.complain('DATABASE_URL is not set; it names the database of the service whose history is asked for');
    }
    return database;
  });
  if (!server) throw new Error('a missing server is complained about');
  const db = new Database({ ...(await connectionTo(server)), max: 2 }, () => undefined);
  return {
    history: new SqlHistory(db),
    tenants: () => tenantsIn(env['TENANTS_FILE']),
    [Symbol.asyncDispose]: () => db.close(),
  };
}

/** The tenants of the registry: the database tells nobody about all of them. */
async function tenantsIn(file: string | undefined): Promise<string[]> {
  if (file === undefined) throw new UsageError('TENANTS_FILE is not set; it names the registry that lists all tenants');
  const registry = TenantRegistry.parse(await readFile(file, 'utf8'));
  return registry.tenants.map(({ slug }) => slug);
}
