import { inspect } from 'node:util';

import { type Caller, note } from './caller';
import { EXIT } from './exit-code';

/**
 * Ends a program that could not do its work: says why, and sets the exit code.
 *
 * Errors are shown by their messages, which say what to do. Errors that only a developer can fix come with their stack,
 * as does every error when DEBUG is set.
 */
export function fail(error: unknown, caller: Caller): void {
  const { DEBUG } = caller.env;
  note(caller, error instanceof Error && DEBUG === undefined && !isBug(error) ? error.message : inspect(error));
  caller.exitCode = EXIT.unusable;
}

/** `fetch` throws a TypeError too, with the reason as its cause. */
function isBug(error: Error): boolean {
  return [TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind) && error.cause === undefined;
}
