import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';

import { isConnectionTrouble, isPgError, UNIQUE_VIOLATION } from '../pg-error';
import type { BoundChange, ConditionalChange } from '../statements/change-statement';

import { KEEP_PLACE } from './keep-place';
import type { Loan } from './loan';

/** A single statement, or a change that may consist of several statements. */
export type Step = BoundChange | QueryConfig;

/** Runs one step and returns the rows of its last statement. */
export type Run = <Row extends QueryResultRow>(step: Step) => Promise<Row[]>;

/**
 * The operations that `work` may use inside a transaction. Each statement is sent immediately, so statements share a
 * round trip unless one needs the answer to an earlier one.
 */
export interface Transaction {
  readonly run: Run;

  /** Runs the last steps and commits, all in one round trip. @returns the rows of the last statement. */
  readonly finish: <Row extends QueryResultRow>(...steps: readonly Step[]) => Promise<Row[]>;
}

/**
 * Runs statements as one transaction that may write what depends on what it has read. The first statements are sent
 * without waiting for the answer to `begin`.
 *
 * @param work ends the transaction by calling `finish` or by throwing. Returning without calling `finish` also commits.
 */
export function inTransaction<Result>(
  loan: Loan,
  tenant: string,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return begunWith(loan.form === 'cluster' ? [KEEP_PLACE.with({ tenant })] : [], loan, tenant, work);
}

/** Runs statements as one transaction that begins with `first`. */
async function begunWith<Result>(
  first: readonly QueryConfig[],
  loan: Loan,
  tenant: string,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const begun = Promise.all([loan.begin(tenant), ...first.map((query) => loan.query(query))]);
  const done = { committed: false };
  begun.catch(() => undefined); // `send` reports it
  const send = async (queries: readonly QueryConfig[]) => {
    const results = Promise.all(queries.map((query) => loan.query(query)));
    results.catch(() => undefined);
    await begun; // first, because if the transaction could not begin, the errors of its statements do not say why
    return results;
  };
  const run = async <Row extends QueryResultRow>(step: Step) => rowsOf<Row>(await send(statementsOf(step, loan)));
  const finish = async <Row extends QueryResultRow>(...steps: readonly Step[]) => {
    // If a statement fails, PostgreSQL treats the commit that follows as a rollback.
    const results = await send([...steps.flatMap((step) => statementsOf(step, loan)), COMMIT]);
    done.committed = true;
    return rowsOf<Row>(results.slice(0, -1));
  };
  try {
    const result = await work({ run, finish });
    if (!done.committed) await finish();
    return result;
  } catch (error) {
    // If the connection is broken, the server rolls back by itself. Otherwise, the server answers the rollback last,
    // after all statements that are still running.
    if (!isConnectionTrouble(error)) await loan.rollback().catch(() => undefined);
    throw error;
  }
}

/** Runs one read-only statement, in one round trip. */
export async function readAlone<Row extends QueryResultRow>(
  loan: Loan,
  tenant: string,
  query: QueryConfig,
): Promise<Row[]> {
  if (loan.form === 'cluster') return begunWith([], loan, tenant, ({ finish }) => finish<Row>(query));
  return (await served<Row>(loan, tenant, query)).rows;
}

/** Writes one change, in one round trip. */
export async function writeAlone(loan: Loan, tenant: string, change: BoundChange): Promise<void> {
  const [chain] = change.statements(loan.form);
  if (loan.form === 'server' && chain) await served(loan, tenant, chain);
  else await begunWith([], loan, tenant, ({ finish }) => finish(change));
}

/**
 * Writes one change in one round trip. Runs `otherwise` as a transaction instead in three cases: the condition is not
 * met, a unique key is taken, or no single statement can check the condition.
 *
 * @returns the result of `otherwise`; undefined when the change was written.
 */
export async function writeOr<Result>(
  loan: Loan,
  tenant: string,
  change: BoundChange | ConditionalChange,
  otherwise: (transaction: Transaction) => Promise<Result>,
): Promise<Result | undefined> {
  return (await isWritten(loan, tenant, change)) ? undefined : inTransaction(loan, tenant, otherwise);
}

/** Statements without a surrounding transaction. Each is committed by itself, and no lock is held between them. */
export interface Attempt {
  readonly run: <Row extends QueryResultRow>(query: QueryConfig) => Promise<Row[]>;

  /** Writes a change. Returns whether its condition was met. */
  readonly write: (change: BoundChange) => Promise<boolean>;
}

/**
 * Calls `attempt`, which takes no lock. If it returns undefined, for example because another change came first, runs
 * `otherwise` as a transaction. On a cluster, runs `otherwise` immediately, because each statement needs a transaction
 * there anyway.
 *
 * @param attempt must not have written anything when it resolves to undefined.
 */
export async function attemptOr<Result>(
  loan: Loan,
  tenant: string,
  attempt: (alone: Attempt) => Promise<Result | undefined>,
  otherwise: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const alone: Attempt = {
    run: async <Row extends QueryResultRow>(query: QueryConfig) => (await served<Row>(loan, tenant, query)).rows,
    write: async (change) => {
      const [chain] = change.statements('server') as [QueryConfig];
      return (await served(loan, tenant, chain)).rowCount !== 0;
    },
  };
  const result = loan.form === 'server' ? await attempt(alone) : undefined;
  return result ?? inTransaction(loan, tenant, otherwise);
}

async function isWritten(loan: Loan, tenant: string, change: BoundChange | ConditionalChange): Promise<boolean> {
  if ('onServer' in change && loan.form === 'cluster') return false;
  try {
    if ('onServer' in change) return (await served(loan, tenant, change.onServer)).rowCount !== 0;
    await writeAlone(loan, tenant, change);
    return true;
  } catch (error) {
    if (isPgError(error, UNIQUE_VIOLATION)) return false;
    throw error;
  }
}

/** Runs one statement in a transaction of its own. */
async function served<Row extends QueryResultRow>(
  loan: Loan,
  tenant: string,
  query: QueryConfig,
): Promise<QueryResult<Row>> {
  const told = loan.serve(tenant);
  if (!told) return loan.query<Row>(query);
  const [result] = await Promise.all([loan.query<Row>(query), told]);
  return result;
}

const COMMIT: QueryConfig = { text: 'commit' };

function statementsOf(step: Step, { form }: Loan): readonly QueryConfig[] {
  return 'statements' in step ? step.statements(form) : [step];
}

function rowsOf<Row extends QueryResultRow>(results: readonly QueryResult[]): Row[] {
  return (results.at(-1)?.rows ?? []) as Row[];
}
