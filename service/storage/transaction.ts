import type { QueryConfig, QueryResultRow } from 'pg';

import type { Loan } from './loan';
import { isConnectionTrouble } from './pg-error';

/** Runs one statement and gives back its rows. */
export type Run = <Row extends QueryResultRow>(query: QueryConfig) => Promise<Row[]>;

/** A transaction as the work in it sees it. Statements are sent at once: those that need no answer before share a round trip. */
export interface Transaction {
  readonly run: Run;

  /** Runs the statements that are left, and commits in the same round trip. @returns the rows of the last one. */
  readonly finish: <Row extends QueryResultRow>(...queries: readonly QueryConfig[]) => Promise<Row[]>;
}

/**
 * Runs statements that count together or not at all. They follow each other without waiting for what opens the transaction.
 *
 * @param ready what comes before the transaction, if anything does.
 * @param work ends what it began: by `finish`, by returning, which commits too, or by throwing.
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
    // A statement that fails makes a rollback of the commit behind it.
    const results = await Promise.all([...queries, COMMIT].map((query) => run<Row>(query)));
    done.committed = true;
    return results.at(-2) ?? [];
  };
  try {
    const result = await work({ run, finish });
    if (!done.committed) await finish();
    return result;
  } catch (error) {
    // A connection that broke rolls back by itself. The answer to this one comes after those of all that is under way.
    if (!isConnectionTrouble(error)) await loan.rollback().catch(() => undefined);
    throw error;
  }
}

const COMMIT: QueryConfig = { text: 'commit' };
