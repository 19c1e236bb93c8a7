import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client, type ClientConfig } from 'pg';

import { hasCitus, isCoordinator } from './cluster';
import { distribute, type Distributed } from './distribute';
import { isPgError, UNIQUE_VIOLATION } from './pg-error';
import { RUNTIME_ROLE, SCHEMA } from './schema';
import { statementsOf } from './sql-script';

const FOLDER = join(__dirname, 'migrations');

/** Id of the lock: any number, as long as all replicas and the log's upkeep (0002-log-partitions.sql) use the same. */
const LOCK = 7_261_946;

const DUPLICATE_OBJECT = '42710';

/** Names of all migrations, in the order in which they run. */
export const MIGRATIONS: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .sort();

export interface Migrated {
  /** The migrations that ran. */
  readonly ran: readonly string[];

  /** What was distributed over the nodes of a cluster. */
  readonly distributed: Distributed;
}

/**
 * Brings a database up to date: role, schema, and every migration that is still missing, each in a transaction; on a
 * Citus cluster the tables are then distributed over its nodes, with the rows that are in them.
 *
 * Several processes may call it at once: they take turns, and all but the first find nothing to do.
 */
export async function migrate(config: ClientConfig): Promise<Migrated> {
  const client = new Client(config);
  await client.connect();
  try {
    if ((await hasCitus(client)) && !(await isCoordinator(client))) {
      throw new Error('this node of the cluster is not its coordinator; connect to that, on Azure at port 5432');
    }
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await createRuntimeRole(client);
    await client.query(`create schema if not exists ${SCHEMA}`);
    await client.query(`grant usage on schema ${SCHEMA} to ${RUNTIME_ROLE}`);
    await client.query(`set search_path to ${SCHEMA}`);
    await client.query('create table if not exists migrations (name text primary key, at timestamptz not null)');
    await client.query(`grant select on migrations to ${RUNTIME_ROLE}`);
    return { ran: await runPending(client), distributed: await distribute(client) };
  } finally {
    await client.end(); // also releases the lock
  }
}

async function runPending(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  const done = new Set(rows.map(({ name }) => name));
  const pending = MIGRATIONS.filter((name) => !done.has(name));
  for (const name of pending) {
    await client.query('begin');
    try {
      for (const text of statementsOf(readFileSync(join(FOLDER, name), 'utf8'))) await client.query(text);
      await client.query('insert into migrations (name, at) values ($1, now())', [name]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw new Error(`migration ${name} failed and changed nothing`, { cause: error });
    }
  }
  return pending;
}

/** Roles belong to the server, not to the database: a migration of another database may have made it already. */
async function createRuntimeRole(client: Client): Promise<void> {
  const { rows } = await client.query('select from pg_roles where rolname = $1', [RUNTIME_ROLE]);
  if (rows.length === 0) {
    await client.query(`create role ${RUNTIME_ROLE} nologin`).catch((error: unknown) => {
      if (!isPgError(error, DUPLICATE_OBJECT) && !isPgError(error, UNIQUE_VIOLATION)) throw error;
    });
  }
  // A login may grant the role that it created, but from PostgreSQL 16 on may use it only once it is granted to itself.
  await client.query(`grant ${RUNTIME_ROLE} to current_user`);
}
