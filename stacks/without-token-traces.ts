/**
 * Runs some work without the stack trace that CDKTF records for each token, which with source maps takes most of the
 * time of a synthesis.
 *
 * CDKTF shows the trace when a token cannot be resolved, and offers no way to switch it off. It records the trace in a
 * plain object; the stacks of real errors are unaffected.
 */
export function withoutTokenTraces<Result>(work: () => Result): Result {
  const captureStackTrace = Error.captureStackTrace.bind(Error);
  Error.captureStackTrace = (target, below) => {
    if (target instanceof Error) captureStackTrace(target, below);
  };
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
