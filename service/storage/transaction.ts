import type { QueryConfig, QueryResultRow } from 'pg';

import type { Loan } from './loan';
import { isConnectionTrouble } from './pg-error';

/** Runs one statement and gives back its rows. */
export type Run = <Row extends QueryResultRow>(query: QueryConfig) => Promise<Row[]>;

/**
 * Runs statements that count together or not at all. They follow each other without waiting for what opens the transaction.
 *
 * @param ready what comes before the transaction, if anything does.
 */
export async function inTransaction<Result>(
  loan: Loan,
  ready: Promise<unknown> | undefined,
  work: (run: Run) => Promise<Result>,
): Promise<Result> {
  const begun = Promise.all([ready, loan.query({ text: 'begin' })]);
  const run: Run = async <Row extends QueryResultRow>(query: QueryConfig) => {
    const [{ rows }] = await Promise.all([loan.query<Row>(query), begun]);
    return rows;
  };
  try {
    const result = await work(run);
    await Promise.all([begun, loan.query({ text: 'commit' })]);
    return result;
  } catch (error) {
    // A connection that broke rolls back by itself.
    if (!isConnectionTrouble(error)) await loan.rollback().catch(() => undefined);
    throw error;
  }
}
