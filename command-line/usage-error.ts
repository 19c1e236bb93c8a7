/** A call that cannot be carried out as it was written. The message says what is wrong, and what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
