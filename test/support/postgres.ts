import { randomUUID } from 'node:crypto';

import { Client } from 'pg';

import type { Form } from '../../service/storage/form';
import { migrate } from '../../service/storage/migrate';

/** Two runs may share a server, so each has its own template, whose name its setup passes on. */
const TEMPLATE = (process.env['TEST_TEMPLATE'] ??= `entra_scim_test_template_${randomUUID().replaceAll('-', '')}`);

/**
 * A Citus cluster with the tables distributed, by the URL of their owner. It has one database, so that nothing else may
 * make use of it, and its tests run in band.
 */
const CITUS = process.env['TEST_CITUS_URL'];

/** Servers on which tests make databases: the embedded one, and the one that TEST_DATABASE_URL names, if it does. */
export const SERVERS: readonly (readonly [name: string, url: string])[] = [
  ['the embedded PostgreSQL', process.env['TEST_EMBEDDED_URL'] ?? ''],
  ...(process.env['TEST_DATABASE_URL'] ? [['TEST_DATABASE_URL', process.env['TEST_DATABASE_URL']] as const] : []),
];

/** What holds on servers and on a cluster is tested on these. */
export const DATABASES: typeof SERVERS = [...SERVERS, ...(CITUS ? [['TEST_CITUS_URL', CITUS] as const] : [])];

/** The same in the form that they need, and the embedded server in that for a cluster, which it understands as well. */
export const STORES: readonly (readonly [name: string, url: string, form: Form | undefined])[] = [
  ...DATABASES.map(([name, url]) => [name, url, undefined] as const),
  [`${SERVERS[0]?.[0]}, in the form for a cluster`, SERVERS[0]?.[1] ?? '', 'cluster'],
];

/** A migrated database of one test file. */
export interface TestDatabase {
  /** Connection URL of its owner. */
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
  'stream_positions',
  'deliveries',
];

/**
 * Gives the test file that calls it a database of its own, and removes it after the last test. A cluster has only one.
 *
 * @param form in which statements are sent. @default - that which the server needs.
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

/** Prepares the database that every test file gets a copy of. */
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

/** Whether somebody waits for a lock, on whatever node. */
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
