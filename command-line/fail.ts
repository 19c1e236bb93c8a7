import { inspect } from 'node:util';

import { type Caller, note } from './caller';
import { EXIT } from './exit-code';

/**
 * Ends a program that could not do its work: prints the reason, and sets the exit code.
 *
 * Only the error's message is shown, which says what to do. The stack is shown as well if only a developer can fix the
 * error, or if DEBUG is set.
 */
export function fail(error: unknown, caller: Caller): void {
  const { DEBUG } = caller.env;
  note(caller, error instanceof Error && DEBUG === undefined && !isBug(error) ? error.message : inspect(error));
  caller.exitCode = EXIT.unusable;
}

/** Whether an error is a bug. `fetch` throws a TypeError too, but with the reason as its cause. */
function isBug(error: Error): boolean {
  return [TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind) && error.cause === undefined;
}
