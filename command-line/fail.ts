import { inspect } from 'node:util';

import { type Caller, note } from './caller';
import { EXIT } from './exit-code';

/**
 * Ends a program that could not do its work: prints the reason, and sets the exit code.
 *
 * Prints the error's message, which says what to do. Also prints the stack if only a developer can fix the error, or if
 * DEBUG is set.
 */
export function fail(error: unknown, caller: Caller): void {
  const { DEBUG } = caller.env;
  note(caller, error instanceof Error && DEBUG === undefined && !isBug(error) ? error.message : inspect(error));
  caller.exitCode = EXIT.unusable;
}

/**
 * Whether an error is a bug in the program. A TypeError with a cause is not a bug: `fetch` throws such an error when a
 * request fails.
 */
function isBug(error: Error): boolean {
  return [TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind) && error.cause === undefined;
}
