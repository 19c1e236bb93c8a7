import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Client, ClientConfig } from 'pg';

import { INSUFFICIENT_PRIVILEGE, isPgError, UNIQUE_VIOLATION } from '../pg-error';
import { RUNTIME_ROLE, SCHEMA } from '../schema';
import { withClient } from '../with-client';

import { coordinatorFlaw, hasCitus } from './cluster';
import { distribute, type Distributed, freeLocalRows } from './distribute';
import { statementsOf } from './sql-script';

const FOLDER = join(__dirname, 'migrations');

/**
 * Id of the advisory lock for migrations. Any number works, as long as all replicas and the maintenance of the logs
 * (0002-log-partitions.sql) use the same one.
 */
const LOCK = 7_261_946;

const DUPLICATE_OBJECT = '42710';

/**
 * Makes Citus use one connection per node in the current transaction. With several, a transaction that has changed an
 * index of a distributed table could not create a function afterwards.
 */
const ONE_CONNECTION_EACH = "set local citus.multi_shard_modify_mode = 'sequential'";

const NEEDS_ROLE = `this login may neither create the role ${RUNTIME_ROLE} nor grant it; migrate as the login that owns the tables, or that may create roles`;

/** Names of all migrations, in the order in which they run. */
export const MIGRATIONS: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .sort();

export interface Migrated {
  /** The migrations that ran. */
  readonly ran: readonly string[];

  /** The tables that were distributed over the nodes of a cluster. */
  readonly distributed: Distributed;
}

/**
 * Brings a database up to date: creates the role and the schema, and runs every missing migration. On a Citus cluster,
 * also distributes the tables with their rows over the nodes.
 *
 * On a server, each migration is a transaction. On a cluster, a single transaction covers everything, so that nobody
 * sees a table before it is distributed: a replica of the previous release would conclude that the cluster is broken.
 *
 * Several processes may call this at the same time: the first does the work, and the others wait and then find nothing
 * to do.
 */
export async function migrate(config: ClientConfig): Promise<Migrated> {
  return withClient(config, async (client) => {
    const isCluster = await hasCitus(client);
    const flaw = isCluster ? await coordinatorFlaw(client) : undefined;
    if (flaw !== undefined) throw new Error(flaw);
    await client.query('select pg_advisory_lock($1)', [LOCK]); // held until the connection ends
    await createRuntimeRole(client).catch((error: unknown) => {
      throw isPgError(error, INSUFFICIENT_PRIVILEGE) ? new Error(NEEDS_ROLE, { cause: error }) : error;
    });
    await client.query(`create schema if not exists ${SCHEMA}`);
    await client.query(`grant usage on schema ${SCHEMA} to ${RUNTIME_ROLE}`);
    await client.query(`set search_path to ${SCHEMA}`);
    await client.query('create table if not exists migrations (name text primary key, at timestamptz not null)');
    await client.query(`grant select on migrations to ${RUNTIME_ROLE}`);
    const pending = await readPending(client);
    if (!isCluster) {
      for (const name of pending) await atOnce(client, () => run(client, name));
      return { ran: pending, distributed: { tables: [], rows: [] } };
    }
    const distributed = await atOnce(client, async () => {
      await client.query(ONE_CONNECTION_EACH);
      for (const name of pending) await run(client, name);
      return distribute(client);
    });
    await freeLocalRows(client);
    return { ran: pending, distributed };
  });
}

async function readPending(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  const done = new Set(rows.map(({ name }) => name));
  return MIGRATIONS.filter((name) => !done.has(name));
}

/** Runs work in one transaction, so that either all of it or none of it takes effect. */
async function atOnce<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // a broken connection rolls back by itself
    throw error;
  }
}

async function run(client: Client, name: string): Promise<void> {
  try {
    for (const text of statementsOf(readFileSync(join(FOLDER, name), 'utf8'))) await client.query(text);
    await client.query('insert into migrations (name, at) values ($1, now())', [name]);
  } catch (error) {
    throw new Error(`migration ${name} failed and changed nothing`, { cause: error });
  }
}

/**
 * Creates the role unless it exists. Roles belong to the server, so a migration of another database may have created
 * it.
 */
async function createRuntimeRole(client: Client): Promise<void> {
  const { rows } = await client.query('select from pg_roles where rolname = $1', [RUNTIME_ROLE]);
  if (rows.length === 0) {
    await client.query(`create role ${RUNTIME_ROLE} nologin`).catch((error: unknown) => {
      if (!isPgError(error, DUPLICATE_OBJECT) && !isPgError(error, UNIQUE_VIOLATION)) throw error;
    });
  }
  // A login can grant a role that it created. But since PostgreSQL 16, the login can use the role only after granting
  // the role to itself.
  await client.query(`grant ${RUNTIME_ROLE} to current_user`);
}
