/**
 * Does some work without the stack that CDKTF records for each token, which source maps make the most of a synthesis.
 *
 * CDKTF shows it when a token cannot be resolved, and offers no way not to record it. It records it in a plain object;
 * whatever asks for the stack of an error gets it as ever.
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
