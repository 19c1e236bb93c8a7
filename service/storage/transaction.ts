import type { QueryConfig, QueryResultRow } from 'pg';

import type { Loan } from './loan';
import { isConnectionTrouble } from './pg-error';

/** Runs one statement and gives back its rows. */
export type Run = <Row extends QueryResultRow>(query: QueryConfig) => Promise<Row[]>;

/**
 * A transaction as the work in it sees it. Statements are sent at once; those that need no earlier answer share a round
 * trip.
 */
export interface Transaction {
  readonly run: Run;

  /** Runs the last statements and commits in the same round trip. @returns the rows of the last one. */
  readonly finish: <Row extends QueryResultRow>(...queries: readonly QueryConfig[]) => Promise<Row[]>;
}

/**
 * Runs statements as one transaction. The first ones are sent without waiting for the answer to `begin`.
 *
 * @param ready what has to run before the transaction, if anything.
 * @param work ends the transaction: by `finish`, by returning, which commits too, or by throwing.
 */
export async function inTransaction<Result>(
  loan: Loan,
  ready: Promise<unknown> | undefined,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const begun = Promise.all([ready, loan.query({ text: 'begin' })]);
  const done = { committed: false };
  const run: Run = async <Row extends QueryResultRow>(query: QueryConfig) => {
    const [{ rows }] = await Promise.all([loan.query<Row>(query), begun]);
    return rows;
  };
  const finish = async <Row extends QueryResultRow>(...queries: readonly QueryConfig[]) => {
    // After a failed statement, the commit that follows acts as a rollback.
    const results = await Promise.all([...queries, COMMIT].map((query) => run<Row>(query)));
    done.committed = true;
    return results.at(-2) ?? [];
  };
  try {
    const result = await work({ run, finish });
    if (!done.committed) await finish();
    return result;
  } catch (error) {
    // A broken connection rolls back by itself. The answer to this rollback comes after those of all statements under
    // way.
    if (!isConnectionTrouble(error)) await loan.rollback().catch(() => undefined);
    throw error;
  }
}

const COMMIT: QueryConfig = { text: 'commit' };
