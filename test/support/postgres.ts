import { randomUUID } from 'node:crypto';

import { Client } from 'pg';

import type { Form } from '../../service/storage/form';
import { migrate } from '../../service/storage/migrate';

/** Two runs may share a server, so each has its own template, whose name its setup passes on. */
const TEMPLATE = (process.env['TEST_TEMPLATE'] ??= `entra_scim_test_template_${randomUUID().replaceAll('-', '')}`);

/** Servers that storage is tested on: the embedded one, and the one that TEST_DATABASE_URL names, if it does. */
export const SERVERS: readonly (readonly [name: string, url: string])[] = [
  ['the embedded PostgreSQL', process.env['TEST_EMBEDDED_URL'] ?? ''],
  ...(process.env['TEST_DATABASE_URL'] ? [['TEST_DATABASE_URL', process.env['TEST_DATABASE_URL']] as const] : []),
];

/** A Citus cluster with the tables distributed, of which nothing else makes use. Its tests run in band. */
const CITUS = process.env['TEST_CITUS_URL'];

/**
 * What stores are tested on: each server, the first one in the form for a cluster too, which a server understands as
 * well, and the cluster that TEST_CITUS_URL names, if it does.
 */
export const STORES: readonly (readonly [name: string, url: string, form: Form])[] = [
  ...SERVERS.map(([name, url]) => [name, url, 'server'] as const),
  [`${SERVERS[0]?.[0]}, in the form for a cluster`, SERVERS[0]?.[1] ?? '', 'cluster'],
  ...(CITUS ? [['TEST_CITUS_URL', CITUS, 'cluster'] as const] : []),
];

/** A migrated database of one test file. */
export interface TestDatabase {
  /** Connection URL of its owner. */
  readonly url: string;
}

/** Gives the test file that calls it a database of its own, and removes it after the last test. A cluster has only one. */
export function useDatabase(server: string = SERVERS[0]?.[1] ?? ''): TestDatabase {
  if (server === CITUS) {
    beforeAll(() => administer(CITUS, 'truncate scim.users, scim.user_emails, scim.groups, scim.members cascade'));
    return { url: CITUS };
  }
  const name = `entra_scim_test_${randomUUID().replaceAll('-', '')}`;
  beforeAll(() => administer(server, `create database ${name} template ${TEMPLATE}`));
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

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
