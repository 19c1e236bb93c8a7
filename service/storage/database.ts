import { Pool, type PoolClient, type PoolConfig, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';

import { StoreUnavailable } from '../directory/store';

import { MIGRATIONS, RUNTIME_ROLE, SCHEMA } from './migrate';
import { DEADLOCK_DETECTED, isConnectionTrouble, isPgError, isUnprepared, QUERY_CANCELED } from './pg-error';
import { StatementTimeout } from './statement-timeout';

/** Runs one statement and gives back its rows. */
export type Run = <Row extends QueryResultRow>(query: QueryConfig) => Promise<Row[]>;

/** How long a request waits for a free connection, or for a server that does not answer. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * How long a connection is kept that nobody needs: plans and mapped pages go with it, and Entra pauses longer than pg's
 * ten seconds. Azure's load balancers forget what is silent for four minutes.
 */
const IDLE_MS = 180_000;

/** What is missing is a migration, not the server. */
const NOT_PREPARED = 'the database is not prepared; run the migration';

/** Long enough for every change, and for a search over a large tenant; short of what Entra waits for an answer. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** How much longer a server is waited for than its statements may run: one that says nothing by then is away. */
const SILENCE_MS = 1_000;

/** How often a transaction is tried that loses to another one. */
const ATTEMPTS_MAX = 5;

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
      idleTimeoutMillis: IDLE_MS,
      query_timeout: statementTimeoutMs + SILENCE_MS,
      ...config,
      options: `-c role=${RUNTIME_ROLE} -c search_path=${SCHEMA} -c statement_timeout=${statementTimeoutMs}`,
      pipeline: true,
    });
    this.#pool.on('error', onError);
  }

  /**
   * Runs one statement, which is a transaction of its own.
   *
   * @throws {StoreUnavailable} when the database does not answer; {StatementTimeout} when the statement runs too long.
   */
  async run<Row extends QueryResultRow>(tenant: string, query: QueryConfig): Promise<Row[]> {
    return (await this.#execute<Row>(tenant, query)).rows;
  }

  /** Runs one statement like {@link run}, for what it does. @returns how many rows its last part wrote. */
  async write(tenant: string, query: QueryConfig): Promise<number> {
    return (await this.#execute(tenant, query)).rowCount ?? 0;
  }

  /**
   * Runs several statements that count together or not at all. `work` runs again when PostgreSQL gave it up to end a
   * deadlock.
   *
   * @throws {StoreUnavailable} when the database does not answer, or others are always faster; {StatementTimeout} when
   *   a statement runs or waits too long.
   */
  async transaction<Result>(tenant: string, work: (run: Run) => Promise<Result>): Promise<Result> {
    return retried(() => this.#connected(tenant, (client, ready) => inTransaction(client, ready, work)));
  }

  /**
   * Whether the database can serve requests.
   *
   * @throws {StoreUnavailable} that says why not.
   */
  async check(): Promise<void> {
    await this.#withClient(async (client) => {
      const { rows } = await client.query<{ role: string }>('select current_user as role');
      if (rows[0]?.role !== RUNTIME_ROLE) {
        throw new StoreUnavailable(`the database must be used as ${RUNTIME_ROLE}, not as ${rows[0]?.role}`);
      }
      const { rows: done } = await client.query<{ name: string }>('select name from migrations');
      const missing = MIGRATIONS.filter((name) => !done.some((row) => row.name === name));
      if (missing.length > 0) throw new StoreUnavailable(`${NOT_PREPARED}: ${missing.join(', ')} did not run`);
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #execute<Row extends QueryResultRow>(tenant: string, query: QueryConfig): Promise<QueryResult<Row>> {
    return retried(() =>
      this.#connected(tenant, async (client, ready) => {
        const [result] = await Promise.all([client.query<Row>(query), ready]);
        return result;
      }),
    );
  }

  /** Lends out a connection that serves the tenant. */
  async #connected<Result>(
    tenant: string,
    work: (client: PoolClient, ready: Promise<unknown>) => Promise<Result>,
  ): Promise<Result> {
    return this.#withClient((client) => work(client, this.#serve(client, tenant)));
  }

  /** Lends out a connection. One that broke is not used again. */
  async #withClient<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw new StoreUnavailable(isUnprepared(error) ? NOT_PREPARED : 'no connection to the database', {
        cause: error,
      });
    });
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      if (isUnprepared(error)) throw new StoreUnavailable(NOT_PREPARED, { cause: error });
      if (isPgError(error, QUERY_CANCELED)) throw new StatementTimeout('a statement took too long', { cause: error });
      if (!broken && !isConnectionTrouble(error)) throw error;
      broken ??= error as Error;
      throw new StoreUnavailable('the connection to the database broke', { cause: error });
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  async #serve(client: PoolClient, tenant: string): Promise<void> {
    if (this.#tenants.get(client) === tenant) return;
    this.#tenants.delete(client); // until the server has agreed
    await client.query({ name: 'serve-tenant', text: `select set_config('scim.tenant', $1, false)`, values: [tenant] });
    this.#tenants.set(client, tenant);
  }
}

/** Tries again what PostgreSQL gave up to end a deadlock. Nothing of it was stored. */
async function retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPgError(error, DEADLOCK_DETECTED)) throw error;
      if (tries === ATTEMPTS_MAX) throw new StoreUnavailable('others change the same', { cause: error });
    }
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
    // A connection that broke rolls back by itself.
    if (!isConnectionTrouble(error)) await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
