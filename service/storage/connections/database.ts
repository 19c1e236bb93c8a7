import type { PoolConfig, QueryConfig, QueryResultRow } from 'pg';

import type { Waiting } from '../../directory/limit';
import { StoreUnavailable } from '../../directory/store';
import { DEADLOCK_DETECTED, isPgError, SERIALIZATION_FAILURE } from '../pg-error';
import type { BoundChange, ConditionalChange } from '../statements/change-statement';

import type { AdmissionOptions } from './admission';
import type { NodeWatch } from './node-watch';
import { OwnConnections } from './own-connections';
import type { BrokenConnection } from './pool';
import { type Purpose, SharedConnections } from './shared-connections';
import {
  type Attempt,
  attemptOr,
  inTransaction,
  readAlone,
  type Transaction,
  writeAlone,
  writeOr,
} from './transaction';

export interface DatabaseOptions extends AdmissionOptions {
  /**
   * Maximum time that a statement may run.
   *
   * @default 10,000 - long enough for every change, and for a search over a large tenant.
   */
  readonly statementTimeoutMs?: number;

  /**
   * Connection to the coordinator of a cluster, if requests use another node. The coordinator has all tables and can
   * create more.
   *
   * @default - the connection that requests use.
   */
  readonly coordinator?: PoolConfig | undefined;

  /**
   * Knows the nodes of a cluster that do not answer.
   *
   * @default - statements for tenants of such a node wait for the statement's time limit.
   */
  readonly nodes?: NodeWatch | undefined;
}

const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * How long to wait for an answer after the time limit of a statement has passed. If the server is still silent after
 * that, it counts as unreachable.
 */
const SILENCE_MS = 1_000;

/** Maximum number of attempts for a transaction that PostgreSQL aborts. */
const ATTEMPTS_MAX = 5;

/**
 * Runs the statements of the stores in PostgreSQL. Each statement runs for one tenant, whose name is set on the server
 * for row-level security. No tenant holds more than its share of the connections.
 *
 * On a server, each connection remembers the tenant that it serves, and is switched to another tenant in the same round
 * trip as the statement. On a cluster, each transaction sets the tenant, also in the same round trip.
 */
export class Database {
  /** Connections for the statements of tenants. */
  readonly #shared: SharedConnections;

  /** Connections for the readiness check and maintenance. */
  readonly #own: OwnConnections;
  readonly #nodes: NodeWatch | undefined;

  /** @param onBroken called when an idle connection breaks, because no request would notice that. */
  constructor(config: PoolConfig, onBroken: (broken: BrokenConnection) => void, options: DatabaseOptions = {}) {
    const { statementTimeoutMs = STATEMENT_TIMEOUT_MS, coordinator, nodes } = options;
    const answerMs = statementTimeoutMs + SILENCE_MS;
    this.#nodes = nodes;
    this.#shared = new SharedConnections(config, onBroken, { ...options, statementTimeoutMs, answerMs });
    this.#own = new OwnConnections(config, onBroken, { statementTimeoutMs, answerMs, coordinator });
  }

  /** The requests that are waiting for a connection. */
  get waiting(): Waiting {
    return this.#shared.waiting;
  }

  /** The tenants whose node of a cluster does not answer, each with its node. */
  get silent(): ReadonlyMap<string, string> {
    return this.#shared.silent;
  }

  /**
   * Runs one statement that reads. The statement is cancelled when the client disconnects.
   *
   * @throws {StoreUnavailable} when the database does not answer; {StatementTimeout} when the statement runs too long;
   * {SearchTooCostly} when it needs more disk space than allowed; {ShareExceeded} when the tenant's other requests use
   * its whole share of the connections; {BudgetOver} when the request's time budget is exhausted.
   */
  async run<Row extends QueryResultRow>(tenant: string, query: QueryConfig, purpose: Purpose = {}): Promise<Row[]> {
    return retried(() => this.#shared.lend(tenant, purpose, 'read', (loan) => readAlone<Row>(loan, tenant, query)));
  }

  /** Writes one change in one round trip. Throws the same errors as {@link run}. */
  async write(tenant: string, change: BoundChange, purpose: Purpose = {}): Promise<void> {
    return retried(() => this.#shared.lend(tenant, purpose, 'change', (loan) => writeAlone(loan, tenant, change)));
  }

  /**
   * Writes one change, like {@link write}. Runs `otherwise` instead, as the work of a {@link transaction} over the same
   * connection, in three cases: the condition is not met, a unique key is taken, or no single statement can check the
   * condition.
   *
   * @returns the result of `otherwise`; undefined when the change was written.
   */
  async writeOr<Result>(
    tenant: string,
    change: BoundChange | ConditionalChange,
    otherwise: (transaction: Transaction) => Promise<Result>,
    purpose: Purpose = {},
  ): Promise<Result | undefined> {
    return retried(() =>
      this.#shared.lend(tenant, purpose, 'change', (loan) => writeOr(loan, tenant, change, otherwise)),
    );
  }

  /**
   * Calls `attempt`, which holds no lock between its statements. If it returns undefined, runs `otherwise` as the work
   * of a {@link transaction} over the same connection.
   */
  async attemptOr<Result>(
    tenant: string,
    attempt: (alone: Attempt) => Promise<Result | undefined>,
    otherwise: (transaction: Transaction) => Promise<Result>,
    purpose: Purpose = {},
  ): Promise<Result> {
    return retried(() =>
      this.#shared.lend(tenant, purpose, 'change', (loan) => attemptOr(loan, tenant, attempt, otherwise)),
    );
  }

  /**
   * Runs several statements as one transaction. Runs `work` again when PostgreSQL has aborted the transaction to end a
   * deadlock, or because a cluster has moved the rows.
   *
   * @throws {StoreUnavailable} when the database does not answer, or aborts every attempt;
   * {StatementTimeout} when a statement runs or waits too long; {ShareExceeded} and {BudgetOver} as {@link run} does.
   */
  async transaction<Result>(
    tenant: string,
    work: (transaction: Transaction) => Promise<Result>,
    purpose: Purpose = {},
  ): Promise<Result> {
    return retried(() => this.#shared.lend(tenant, purpose, 'change', (loan) => inTransaction(loan, tenant, work)));
  }

  /**
   * Checks that the database can serve requests. Uses connections of its own to the coordinator and to the node that
   * serves requests.
   *
   * @throws {StoreUnavailable} with the reason.
   */
  async check(): Promise<void> {
    await this.#own.check();
  }

  /**
   * Runs a maintenance statement. Such a statement concerns tables, not a single tenant, and runs on the node that may
   * change tables.
   *
   * @param nodes the nodes of a cluster that the statement needs. @default - the coordinator.
   * @throws {StoreUnavailable} when the database does not answer; {NodeSilent} when one of `all` nodes does not.
   */
  async maintain<Row extends QueryResultRow>(query: QueryConfig, nodes?: 'all'): Promise<Row[]> {
    return this.#own.maintain<Row>(query, nodes && this.#nodes);
  }

  async close(): Promise<void> {
    await Promise.all([this.#shared.close(), this.#own.close()]);
  }
}

/**
 * Repeats work that PostgreSQL aborted to end a deadlock, or because rows have moved to another shard of a cluster. The
 * aborted work has stored nothing.
 */
async function retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPgError(error, DEADLOCK_DETECTED) && !isPgError(error, SERIALIZATION_FAILURE)) throw error;
      if (tries === ATTEMPTS_MAX)
        throw new StoreUnavailable('other requests keep changing the same rows', { cause: error });
    }
  }
}
