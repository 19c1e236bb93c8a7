import { Pool, type PoolClient, type PoolConfig, type QueryConfig, type QueryResultRow } from 'pg';

import { type Budget, ClientGone } from '../directory/budget';
import type { Kind } from '../directory/fair-queue';
import type { Waiting } from '../directory/limit';
import { SearchTooCostly, StoreUnavailable } from '../directory/store';
import type { Turns } from '../directory/turns';

import { type AdmissionOptions, admissionTo } from './admission';
import type { BoundChange, ConditionalChange } from './change-statement';
import { checkConnection, checkDatabase, NOT_PREPARED } from './check-database';
import { PASS_ON_SETTINGS } from './form';
import { Loan } from './loan';
import {
  CONFIGURATION_LIMIT_EXCEEDED,
  DEADLOCK_DETECTED,
  isConnectionTrouble,
  isPgError,
  isUnprepared,
  QUERY_CANCELED,
} from './pg-error';
import { RUNTIME_ROLE, SCHEMA } from './schema';
import { StatementTimeout } from './statement-timeout';
import {
  type Attempt,
  attemptOr,
  inTransaction,
  readAlone,
  type Transaction,
  writeAlone,
  writeOr,
} from './transaction';

/** Tenant, time and kind of the request that a statement runs for. */
export interface Purpose {
  /** The time budget of the request. Undefined for work that no request waits for. */
  readonly budget?: Budget;

  /** @default ordinary */
  readonly kind?: Kind;
}

export interface DatabaseOptions extends AdmissionOptions {
  /**
   * Maximum time that a statement may run.
   *
   * @default 10,000 - long enough for every change, and for a search over a large tenant.
   */
  readonly statementTimeoutMs?: number;

  /**
   * How to reach the node that has every table and may make more, if requests are served through another one.
   *
   * @default - as requests do.
   */
  readonly coordinator?: PoolConfig | undefined;
}

/** Called when an idle connection breaks, with facts for the log and nothing about what it served. */
export interface BrokenConnection {
  readonly message: string;
  readonly code: string | undefined;
  readonly host: string | undefined;
}

/** How long to wait for the server to accept a connection. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * How long an idle connection is kept. Its plans and mapped pages are lost with it, and Entra pauses longer than pg's
 * default of ten seconds. Azure's load balancers forget what is silent for four minutes.
 */
const IDLE_MS = 180_000;

const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * How long to wait for the server beyond the time limit of a statement. A server that is silent by then counts as
 * unreachable.
 */
const SILENCE_MS = 1_000;

/** Maximum time that the check may take. */
const CHECK_TIMEOUT_MS = 5_000;

/** One for the check, and one for upkeep. */
const OWN_CONNECTIONS = 2;

/** How often a transaction that loses to another one is tried. */
const ATTEMPTS_MAX = 5;

/**
 * PostgreSQL as the stores see it: every statement runs for one tenant, and the server knows which. No tenant holds
 * more than its share of the connections.
 *
 * On a server a connection remembers the tenant that it serves; it is switched to another one in the same round trip as
 * the statement. On a cluster each transaction says it, in the same round trip, too.
 */
export class Database {
  readonly #pool: Pool;

  /** For the check and for upkeep, so that neither waits for any tenant. */
  readonly #ownPool: Pool;

  /** For the check of where requests are served, if the others are made elsewhere. */
  readonly #servedPool: Pool | undefined;
  readonly #admission: Turns;
  readonly #silenceMs: number;

  /** @param onBroken is called when an idle connection breaks, which no request would notice. */
  constructor(config: PoolConfig, onBroken: (broken: BrokenConnection) => void, options: DatabaseOptions = {}) {
    const { statementTimeoutMs = STATEMENT_TIMEOUT_MS, coordinator } = options;
    const settings = [
      `role=${RUNTIME_ROLE}`,
      `search_path=${SCHEMA}`,
      `statement_timeout=${statementTimeoutMs}`,
      'jit=off', // it may compile a long filter for minutes, which no timeout ends
      `${PASS_ON_SETTINGS}=local`,
    ];
    const common = {
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_MS,
      ...config,
      options: settings.map((setting) => `-c ${setting}`).join(' '),
    };
    this.#pool = new Pool({
      ...common,
      pipeline: true,
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool waits for it, which its types do not say
      onConnect: (client) => Loan.prepare(client),
    });
    const own = { ...common, connectionTimeoutMillis: CHECK_TIMEOUT_MS, query_timeout: CHECK_TIMEOUT_MS };
    this.#ownPool = new Pool({ ...own, ...coordinator, max: OWN_CONNECTIONS });
    this.#servedPool = coordinator && new Pool({ ...own, max: 1 });
    for (const pool of this.#pools) {
      pool.on('error', (error) => {
        onBroken(factsOf(error));
      });
    }
    this.#admission = admissionTo(this.#pool.options.max, options);
    this.#silenceMs = statementTimeoutMs + SILENCE_MS;
  }

  /** Requests that wait for a connection. */
  get waiting(): Waiting {
    return this.#admission.waiting;
  }

  /**
   * Runs one statement that reads. It is cancelled when the client goes.
   *
   * @throws {StoreUnavailable} when the database does not answer; {StatementTimeout} when the statement runs too long;
   *   {SearchTooCostly} when it needs more room than it may have; {ShareExceeded} when others of the tenant hold its
   *   share; {BudgetOver} when the time of the request is over.
   */
  async run<Row extends QueryResultRow>(tenant: string, query: QueryConfig, purpose: Purpose = {}): Promise<Row[]> {
    return retried(() => this.#lend(tenant, purpose, 'read', (loan) => readAlone<Row>(loan, tenant, query)));
  }

  /** Writes one change in one round trip, otherwise like {@link run}. */
  async write(tenant: string, change: BoundChange, purpose: Purpose = {}): Promise<void> {
    return retried(() => this.#lend(tenant, purpose, 'change', (loan) => writeAlone(loan, tenant, change)));
  }

  /**
   * Writes one change, like {@link write}. Where its condition is not met, a key is taken, or no one statement can ask the
   * condition, does `otherwise`, like {@link transaction} and over the same connection.
   *
   * @returns the result of `otherwise`; undefined when the change was written.
   */
  async writeOr<Result>(
    tenant: string,
    change: BoundChange | ConditionalChange,
    otherwise: (transaction: Transaction) => Promise<Result>,
    purpose: Purpose = {},
  ): Promise<Result | undefined> {
    return retried(() => this.#lend(tenant, purpose, 'change', (loan) => writeOr(loan, tenant, change, otherwise)));
  }

  /**
   * Does work without a lock, or `otherwise`, like {@link transaction} and over the same connection, where that comes to
   * nothing.
   */
  async attemptOr<Result>(
    tenant: string,
    attempt: (alone: Attempt) => Promise<Result | undefined>,
    otherwise: (transaction: Transaction) => Promise<Result>,
    purpose: Purpose = {},
  ): Promise<Result> {
    return retried(() => this.#lend(tenant, purpose, 'change', (loan) => attemptOr(loan, tenant, attempt, otherwise)));
  }

  /**
   * Runs several statements as one transaction. `work` runs again when PostgreSQL aborted it to end a deadlock.
   *
   * @throws {StoreUnavailable} when the database does not answer, or other transactions always win; {StatementTimeout}
   *   when a statement runs or waits too long; {ShareExceeded} and {BudgetOver} as {@link run} does.
   */
  async transaction<Result>(
    tenant: string,
    work: (transaction: Transaction) => Promise<Result>,
    purpose: Purpose = {},
  ): Promise<Result> {
    return retried(() => this.#lend(tenant, purpose, 'change', (loan) => inTransaction(loan, tenant, work)));
  }

  /**
   * Whether the database can serve requests. Asks over connections of its own: the coordinator, and where requests go.
   *
   * @throws {StoreUnavailable} that says why not.
   */
  async check(): Promise<void> {
    await Promise.all([
      over(this.#ownPool, checkDatabase),
      ...(this.#servedPool ? [over(this.#servedPool, checkConnection)] : []),
    ]);
  }

  /**
   * Runs a statement that looks after tables and serves no tenant, on the node that may change them.
   *
   * @throws {StoreUnavailable} when the database does not answer.
   */
  async maintain<Row extends QueryResultRow>(query: QueryConfig): Promise<Row[]> {
    return over(this.#ownPool, async (client) => {
      const { rows } = await client.query<Row>(Object.assign({ query_timeout: this.#silenceMs }, query));
      return rows;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
  }

  get #pools(): Pool[] {
    return [this.#pool, this.#ownPool, ...(this.#servedPool ? [this.#servedPool] : [])];
  }

  /** Lends out a connection from the tenant's share, as soon as it is the tenant's turn. */
  async #lend<Result>(
    tenant: string,
    { budget, kind = 'ordinary' }: Purpose,
    effect: Effect,
    work: (loan: Loan) => Promise<Result>,
  ): Promise<Result> {
    budget?.requireLeft();
    if (!this.#admission.take(tenant, kind)) await this.#admission.turn(tenant, kind, budget);
    try {
      return await this.#withLoan(budget && { budget, effect }, work);
    } finally {
      this.#admission.give(tenant, kind);
    }
  }

  /** Lends out a connection. One that broke is not used again. */
  async #withLoan<Result>(
    limits: { readonly budget: Budget; readonly effect: Effect } | undefined,
    work: (loan: Loan) => Promise<Result>,
  ): Promise<Result> {
    const loan = new Loan(await connect(this.#pool), this.#silenceMs);
    // A change that has begun is carried out, whether or not its client still waits: it is short, and a client that got
    // no answer sends it again. If it were cancelled each time, it might never be stored.
    const unwatch = limits?.budget.onOver((over) => {
      if (limits.effect === 'read' || !(over instanceof ClientGone)) loan.giveUp(over);
    });
    let broken: Error | undefined;
    try {
      limits?.budget.requireLeft(); // the budget may have ended before there was anything to cancel
      return await work(loan);
    } catch (error) {
      broken = loan.broken ?? (isConnectionTrouble(error) ? (error as Error) : undefined);
      throw loan.reason ?? explained(error, broken);
    } finally {
      unwatch?.();
      await loan.giveBack(broken);
    }
  }
}

/** Whether a statement can be cancelled without losing anything. */
type Effect = 'change' | 'read';

function connect(pool: Pool): Promise<PoolClient> {
  return pool.connect().catch((error: unknown) => {
    throw new StoreUnavailable(isUnprepared(error) ? NOT_PREPARED : 'no connection to the database', { cause: error });
  });
}

/** Does work that serves no tenant. A connection on which something failed is not used again. */
async function over<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await connect(pool);
  let failed = false;
  try {
    return await work(client);
  } catch (error) {
    failed = true;
    throw explained(error, isConnectionTrouble(error) ? error : undefined);
  } finally {
    client.release(failed);
  }
}

/** Translates an error of PostgreSQL into one of the stores'. */
function explained(error: unknown, broken: unknown): unknown {
  if (isUnprepared(error)) return new StoreUnavailable(NOT_PREPARED, { cause: error });
  if (isPgError(error, QUERY_CANCELED)) return new StatementTimeout('a statement took too long', { cause: error });
  if (isPgError(error, CONFIGURATION_LIMIT_EXCEEDED)) {
    return new SearchTooCostly('a statement needs more room than it may have', { cause: error });
  }
  return broken ? new StoreUnavailable('the connection to the database broke', { cause: broken }) : error;
}

/** pg attaches the whole connection to an error: its statements, and the key that cancels them. */
function factsOf(
  error: Error & { readonly code?: string; readonly client?: { readonly host?: string } },
): BrokenConnection {
  return { message: error.message, code: error.code, host: error.client?.host };
}

/** Repeats work that PostgreSQL aborted to end a deadlock. Nothing of it was stored. */
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
