import { randomUUID } from 'node:crypto';

import { Client } from 'pg';

import type { Form } from '../../service/storage/form';
import { migrate } from '../../service/storage/setup/migrate';

/**
 * Name of the template database. Each run has its own, since two runs may share a server. The global setup passes the
 * name on.
 */
const TEMPLATE = (process.env['TEST_TEMPLATE'] ??= `entra_scim_test_template_${randomUUID().replaceAll('-', '')}`);

/**
 * Connection URL of a Citus cluster with distributed tables, as their owner. The cluster has only one database, so
 * nothing else may use it, and its tests must run one after the other.
 */
const CITUS = process.env['TEST_CITUS_URL'];

/** Servers on which tests create databases: the embedded server and, if TEST_DATABASE_URL is set, that server. */
export const SERVERS: readonly (readonly [name: string, url: string])[] = [
  ['the embedded PostgreSQL', process.env['TEST_EMBEDDED_URL'] ?? ''],
  ...(process.env['TEST_DATABASE_URL'] ? [['TEST_DATABASE_URL', process.env['TEST_DATABASE_URL']] as const] : []),
];

/** Servers for tests that also pass on a cluster: all of `SERVERS`, and the cluster in TEST_CITUS_URL, if set. */
export const DATABASES: typeof SERVERS = [...SERVERS, ...(CITUS ? [['TEST_CITUS_URL', CITUS] as const] : [])];

/**
 * The same servers, each with its form of statements. The embedded server is listed twice, since it also understands
 * the form for clusters.
 */
export const STORES: readonly (readonly [name: string, url: string, form: Form | undefined])[] = [
  ...DATABASES.map(([name, url]) => [name, url, undefined] as const),
  [`${SERVERS[0]?.[0]}, in the form for a cluster`, SERVERS[0]?.[1] ?? '', 'cluster'],
];

/** The migrated database of one test file. */
export interface TestDatabase {
  /** Connection URL of the database's owner. */
  readonly url: string;
}

/** Tables of a cluster that a test file finds empty; others are emptied with them. */
const EMPTIED = [
  'users',
  'user_emails',
  'groups',
  'event_positions',
  'provisioning_log',
  'membership_log',
  'refusals',
  'portal_tenants',
  'portal_tokens',
  'portal_links',
  'token_calls',
  'tenant_counts',
  'hourly_requests',
  'hourly_lags',
  'stream_positions',
  'deliveries',
];

/**
 * Gives the calling test file its own database, and removes the database after the last test. A cluster has only one
 * database.
 *
 * @param form form of the statements. @default - the form that the server needs.
 */
export function useDatabase(server: string = SERVERS[0]?.[1] ?? '', form?: Form): TestDatabase {
  if (server === CITUS) {
    beforeAll(async () => {
      for (const table of EMPTIED) await administer(CITUS, `truncate scim.${table} cascade`);
    });
    return { url: CITUS };
  }
  const name = `entra_scim_test_${randomUUID().replaceAll('-', '')}`;
  beforeAll(() => administer(server, `create database ${name} template ${TEMPLATE}`));
  if (form === 'cluster') beforeAll(() => administer(server, `alter database ${name} set citus.version = '13.2.2'`));
  afterAll(() => administer(server, `drop database ${name} with (force)`));
  return { url: databaseUrl(server, name) };
}

/** Prepares the template database, of which every test file gets a copy. */
export async function createTemplate(server: string): Promise<void> {
  await administer(server, `create database ${TEMPLATE}`);
  await migrate({ connectionString: databaseUrl(server, TEMPLATE) });
}

export async function dropTemplate(server: string): Promise<void> {
  await administer(server, `drop database if exists ${TEMPLATE} with (force)`);
}

/** Runs one statement as the owner of a server or database. */
export async function administer(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Whether any statement waits for a lock, on any node. */
export async function lockWaits(url: string): Promise<boolean> {
  const activity = url === CITUS ? 'citus_stat_activity' : 'pg_stat_activity';
  const waiting = `select from ${activity} where datname = current_database() and wait_event_type = 'Lock'`;
  return (await administer(url, waiting)).length > 0;
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
