import type { QueryConfig, QueryResultRow } from 'pg';

import type { Budget } from '../../directory/budget';
import type { Kind } from '../../directory/fair-queue';
import type { BoundChange, ConditionalChange } from '../statements/change-statement';

import type { Database } from './database';
import type { Attempt, Transaction } from './transaction';

/** The database for one request. The tenant and the time budget are the same for all statements. */
export class TenantDatabase {
  /** Slug of the tenant. */
  readonly tenant: string;

  readonly #db: Database;
  readonly #budget: Budget | undefined;

  /** @param budget undefined for work that no request waits for. */
  constructor(db: Database, tenant: string, budget: Budget | undefined) {
    this.tenant = tenant;
    this.#db = db;
    this.#budget = budget;
  }

  /** Runs one read-only statement for this tenant, like {@link Database.run}. */
  run<Row extends QueryResultRow>(query: QueryConfig, kind: Kind = 'ordinary'): Promise<Row[]> {
    return this.#db.run<Row>(this.tenant, query, { budget: this.#budget, kind });
  }

  /** Writes one change, as {@link Database.write} does. */
  write(change: BoundChange): Promise<void> {
    return this.#db.write(this.tenant, change, { budget: this.#budget });
  }

  /** Writes one change or runs `otherwise` instead, as {@link Database.writeOr} does. */
  writeOr<Result>(
    change: BoundChange | ConditionalChange,
    otherwise: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result | undefined> {
    return this.#db.writeOr(this.tenant, change, otherwise, { budget: this.#budget });
  }

  /** Calls `attempt`, and `otherwise` if needed, as {@link Database.attemptOr} does. */
  attemptOr<Result>(
    attempt: (alone: Attempt) => Promise<Result | undefined>,
    otherwise: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    return this.#db.attemptOr(this.tenant, attempt, otherwise, { budget: this.#budget });
  }

  /** Runs several statements as one transaction, as {@link Database.transaction} does. */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#db.transaction(this.tenant, work, { budget: this.#budget });
  }
}
