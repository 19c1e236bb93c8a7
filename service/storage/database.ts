import { Pool, type PoolClient, type PoolConfig, type QueryConfig, type QueryResultRow } from 'pg';

import { StoreUnavailable } from '../directory/store';

import { MIGRATIONS, RUNTIME_ROLE, SCHEMA } from './migrate';
import { DEADLOCK_DETECTED, isConnectionTrouble, isPgError } from './pg-error';

/** Runs one statement and gives back its rows. */
export type Run = <Row extends QueryResultRow>(query: QueryConfig) => Promise<Row[]>;

/** How long a request waits for a free connection, or for a server that does not answer. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Long enough for every change, and for a search over a large tenant; short of what Entra waits for an answer. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** How often a transaction is tried that loses to another one. */
const ATTEMPTS_MAX = 3;

/**
 * PostgreSQL as the stores see it: every statement serves one tenant, and the server knows which.
 *
 * A connection remembers the tenant that it serves, and is told another one in the same round trip as the statement.
 */
export class Database {
  readonly #pool: Pool;
  readonly #tenants = new WeakMap<PoolClient, string>();

  /**
   * @param onError is told when an idle connection breaks, which no request waits for.
   * @param statementTimeoutMs longest that a statement may run.
   */
  constructor(config: PoolConfig, onError: (error: Error) => void, statementTimeoutMs = STATEMENT_TIMEOUT_MS) {
    this.#pool = new Pool({
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      ...config,
      options: `-c role=${RUNTIME_ROLE} -c search_path=${SCHEMA} -c statement_timeout=${statementTimeoutMs}`,
      pipeline: true,
    });
    this.#pool.on('error', onError);
  }

  /**
   * Runs one statement, which is a transaction of its own.
   *
   * @throws {StoreUnavailable} when the database does not answer.
   */
  async run<Row extends QueryResultRow>(tenant: string, query: QueryConfig): Promise<Row[]> {
    return this.#connected(tenant, async (client, ready) => {
      const [{ rows }] = await Promise.all([client.query<Row>(query), ready]);
      return rows;
    });
  }

  /**
   * Runs several statements that count together or not at all. `work` runs again when PostgreSQL gave it up to end a
   * deadlock.
   *
   * @throws {StoreUnavailable} when the database does not answer.
   */
  async transaction<Result>(tenant: string, work: (run: Run) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#connected(tenant, (client, ready) => inTransaction(client, ready, work));
      } catch (error) {
        if (attempt === ATTEMPTS_MAX || !isPgError(error, DEADLOCK_DETECTED)) throw error;
      }
    }
  }

  /** Why the database cannot serve requests. Undefined when it can. */
  async trouble(): Promise<string | undefined> {
    try {
      const { rows } = await this.#pool.query<{ name: string }>('select name from migrations');
      const missing = MIGRATIONS.filter((name) => !rows.some((row) => row.name === name));
      return missing.length > 0 ? `migrations have not run: ${missing.join(', ')}` : undefined;
    } catch (error) {
      return `the database does not answer: ${(error as Error).message}`;
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** Lends out a connection that serves the tenant. One that broke is not used again. */
  async #connected<Result>(
    tenant: string,
    work: (client: PoolClient, ready: Promise<unknown>) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw new StoreUnavailable('no connection to the database', { cause: error });
    });
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      return await work(client, this.#serve(client, tenant));
    } catch (error) {
      if (!broken && !isConnectionTrouble(error)) throw error;
      broken ??= error as Error;
      throw new StoreUnavailable('the connection to the database broke', { cause: error });
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  #serve(client: PoolClient, tenant: string): Promise<unknown> {
    if (this.#tenants.get(client) === tenant) return Promise.resolve();
    this.#tenants.set(client, tenant);
    return client.query({
      name: 'serve-tenant',
      text: `select set_config('scim.tenant', $1, false)`,
      values: [tenant],
    });
  }
}

async function inTransaction<Result>(
  client: PoolClient,
  ready: Promise<unknown>,
  work: (run: Run) => Promise<Result>,
): Promise<Result> {
  const begun = Promise.all([ready, client.query('begin')]);
  const run: Run = async <Row extends QueryResultRow>(query: QueryConfig) => {
    const [{ rows }] = await Promise.all([client.query<Row>(query), begun]);
    return rows;
  };
  try {
    const result = await work(run);
    await Promise.all([begun, client.query('commit')]);
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // what broke the work may have broken the connection
    throw error;
  }
}
