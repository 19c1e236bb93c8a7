import { readFile } from 'node:fs/promises';

import type { Caller } from '../../command-line/caller';
import { UsageError } from '../../command-line/usage-error';
import { readEnvironment } from '../../command-line/variables';
import { connectionTo } from '../../service/connection-to';
import { type DatabaseServer, readDatabaseServer } from '../../service/database-settings';
import type { History } from '../../service/directory/history';
import { TenantRegistry } from '../../service/directory/tenant-registry';
import { Database } from '../../service/storage/database';
import { SqlHistory } from '../../service/storage/sql-history';

import { readAdminApi } from './admin-api';
import { HttpHistory } from './http-history';

/** Access to the history of a service. */
export interface Answers extends AsyncDisposable {
  readonly history: History;

  /** Slugs of all tenants. */
  tenants(): Promise<readonly string[]>;
}

/**
 * Opens the history of a service: through the admin API at ADMIN_URL or, if that is not set, in the database at
 * DATABASE_URL.
 *
 * @throws {SettingsError} if the environment contains neither, or if a value is invalid.
 */
export async function openAnswers({ env }: Caller): Promise<Answers> {
  const { api, database } = readEnvironment(env, (variables) => {
    const api = readAdminApi(variables);
    if (api) return { api };
    const server = readDatabaseServer(variables);
    if (!server && ['ADMIN_URL', 'DATABASE_URL'].every((name) => variables.text(name) === undefined)) {
      variables.complain(
        'neither ADMIN_URL nor DATABASE_URL is set; set the URL of the admin API (https://…/admin/v1) or of the database of the service',
      );
    }
    return { database: server };
  });
  if (api) {
    const history = new HttpHistory(api);
    return { history, tenants: () => history.tenants(), [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const db = new Database({ ...(await connectionTo(database as DatabaseServer)), max: 2 }, () => undefined);
  return {
    history: new SqlHistory(db),
    tenants: () => tenantsIn(env['TENANTS_FILE']),
    [Symbol.asyncDispose]: () => db.close(),
  };
}

/** Slugs of the tenants in the registry. The database itself gives nobody a list of all tenants. */
async function tenantsIn(file: string | undefined): Promise<string[]> {
  if (file === undefined)
    throw new UsageError('TENANTS_FILE is not set; set it to the path of the registry, which lists all tenants');
  const registry = TenantRegistry.parse(await readFile(file, 'utf8'));
  return registry.tenants.map(({ slug }) => slug);
}
