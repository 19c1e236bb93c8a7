import type { QueryConfig, QueryResultRow } from 'pg';

import type { Budget } from '../directory/budget';
import type { Kind } from '../directory/fair-queue';

import type { BoundChange } from './change-statement';
import type { Database } from './database';
import type { Transaction } from './transaction';

/** The database as one request sees it: tenant and time budget are given once. */
export class TenantDatabase {
  /** Slug of the tenant. */
  readonly tenant: string;

  readonly #db: Database;
  readonly #budget: Budget;

  constructor(db: Database, tenant: string, budget: Budget) {
    this.tenant = tenant;
    this.#db = db;
    this.#budget = budget;
  }

  /** Runs one statement that reads, as {@link Database.run} does. */
  run<Row extends QueryResultRow>(query: QueryConfig, kind: Kind = 'ordinary'): Promise<Row[]> {
    return this.#db.run<Row>(this.tenant, query, { budget: this.#budget, kind });
  }

  /** Writes one change, as {@link Database.write} does. */
  write(change: BoundChange): Promise<boolean> {
    return this.#db.write(this.tenant, change, { budget: this.#budget });
  }

  /** Runs several statements as one, as {@link Database.transaction} does. */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#db.transaction(this.tenant, work, { budget: this.#budget });
  }
}
