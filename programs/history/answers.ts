import { readFile } from 'node:fs/promises';

import type { Caller } from '../../command-line/caller';
import { UsageError } from '../../command-line/usage-error';
import { readEnvironment } from '../../command-line/variables';
import { connectionTo } from '../../service/connection-to';
import { type DatabaseServer, readDatabaseServer } from '../../service/database-settings';
import { databaseTrouble } from '../../service/database-trouble';
import type { History, UserAccess } from '../../service/directory/history';
import { type InEffect, withDefaultRole } from '../../service/directory/role-in-effect';
import { TenantRegistry } from '../../service/directory/tenant-registry';
import { Database } from '../../service/storage/connections/database';
import { SqlHistory } from '../../service/storage/history/sql-history';

import { type AdminApi, readAdminApi } from './admin-api';
import { HttpHistory } from './http-history';

/** Access to the history of a service. */
export interface Answers extends AsyncDisposable {
  readonly history: History;

  /** Slugs of all tenants. */
  tenants(): Promise<readonly string[]>;

  /** Returns a function that adds the default role of a tenant to the access of its users. */
  completionFor(slug: string): Promise<(user: UserAccess) => InEffect<UserAccess>>;

  /**
   * Checks the slug of a tenant about which nothing was found. Returns what to add to a message: empty if the tenant
   * exists, otherwise how to find out. @throws {UsageError} if there is no such tenant.
   */
  checkSlug(slug: string): Promise<string>;
}

/**
 * Opens the history of a service: through the admin API at ADMIN_URL or, if that is not set, in the database at
 * DATABASE_URL.
 *
 * @throws {SettingsError} if the environment contains neither of the two variables, or if a value is invalid.
 */
export async function openAnswers(caller: Caller): Promise<Answers> {
  const source = await openSource(caller);
  const close = () => source.db?.close() ?? Promise.resolve();
  if (source.api) {
    const history = new HttpHistory(source.api);
    return {
      history,
      tenants: () => history.tenants(),
      completionFor: () => Promise.resolve((user) => ({ defaultRole: null, ...user })), // the API has added it
      checkSlug: () => Promise.resolve(''), // the API has refused a slug that it does not know
      [Symbol.asyncDispose]: close,
    };
  }
  const tenants = async () => {
    const registry = await readRegistry(caller, 'lists all tenants');
    return registry.tenants.map(({ slug }) => slug);
  };
  return {
    history: new SqlHistory(source.db),
    tenants,
    completionFor: async (slug) => {
      const isKnown = caller.env['TENANTS_FILE'] !== undefined;
      const tenant = isKnown ? (await readRegistry(caller, 'has default roles')).findTenant(slug) : undefined;
      return (user) => withDefaultRole(user, tenant?.defaultRole);
    },
    checkSlug: async (slug) => {
      if (caller.env['TENANTS_FILE'] === undefined) return `; if that is unexpected, check the slug '${slug}'`;
      const slugs = await tenants();
      if (slugs.includes(slug)) return '';
      throw new UsageError(`the registry at TENANTS_FILE has no tenant '${slug}'; it has ${slugs.join(', ')}`);
    },
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Where a service's history is read from: the service's admin API or, for people with access to the database, the
 * database.
 */
export type Source =
  { readonly api: AdminApi; readonly db?: undefined } | { readonly api?: undefined; readonly db: Database };

/**
 * @throws {SettingsError} if the environment contains neither ADMIN_URL nor DATABASE_URL, or contains an invalid value.
 * @throws {UsageError} if the database cannot be used.
 */
export async function openSource({ env }: Caller): Promise<Source> {
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
  if (api) return { api };
  return { db: await openDatabase(database as DatabaseServer) };
}

async function openDatabase(server: DatabaseServer): Promise<Database> {
  const db = new Database({ ...(await connectionTo(server)), max: 2 }, () => undefined);
  try {
    await db.check();
    return db;
  } catch (error) {
    await db.close();
    throw new UsageError(`the database at DATABASE_URL cannot be used: ${databaseTrouble(error)}`);
  }
}

/**
 * Reads the registry from the file at TENANTS_FILE. The registry is needed because the database does not let anybody
 * list all tenants.
 *
 * @param does completes "the registry, which …" in the error message, for example `declares the streams`.
 */
export async function readRegistry({ env }: Caller, does: string): Promise<TenantRegistry> {
  const file = env['TENANTS_FILE'];
  if (file === undefined)
    throw new UsageError(`TENANTS_FILE is not set; set it to the path of the registry, which ${does}`);
  return TenantRegistry.parse(await readFile(file, 'utf8'));
}
