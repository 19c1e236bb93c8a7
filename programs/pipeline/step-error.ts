/** A step cannot do what it was asked for. The message says what is wrong and what to do. */
export class StepError extends Error {
  override readonly name = 'StepError';
}
