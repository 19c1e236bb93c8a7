/** Thrown if a command was called with wrong arguments. The message says what is wrong, and what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
