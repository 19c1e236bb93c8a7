import { runInNewContext } from 'node:vm';

/** The result of a job. */
export type Result = 'cancelled' | 'failure' | 'skipped' | 'success';

/** A job that another job needs, directly or indirectly. */
export interface Needed {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The status functions that an expression may use. An expression without any of them implies `success()`. */
const STATUS = /\b(always|cancelled|failure|success)\(\)/;

/**
 * Whether GitHub runs a job in a workflow that was not cancelled.
 *
 * Supports only those of GitHub's expressions that our job conditions use, and fails on all others.
 *
 * @param condition the job's `if`.
 */
export function isRun(condition: string | undefined, needs: Readonly<Record<string, Needed>>): boolean {
  const results = Object.values(needs).map(({ result }) => result);
  const given = /^\$\{\{ (.*) \}\}$/.exec(condition ?? '${{ success() }}')?.[1];
  if (given === undefined) throw new Error(`'${condition}' is no expression`);
  const script = given
    .replaceAll('needs.*.result', 'results')
    .replace(/\bneeds\.([\w-]+)/g, (_, name: string) => `needs[${JSON.stringify(name)}]`);
  const value: unknown = runInNewContext(STATUS.test(given) ? script : `success() && (${script})`, {
    needs,
    results,
    always: () => true,
    cancelled: () => false,
    contains: (list: readonly string[], item: string) => list.includes(item),
    failure: () => results.includes('failure'),
    success: () => results.every((result) => result === 'success'),
  });
  if (typeof value !== 'boolean') throw new Error(`'${condition}' is ${String(value)}, neither true nor false`);
  return value;
}
