/**
 * Runs `work` without letting CDKTF record stack traces for its tokens, the placeholders that CDKTF resolves later. If
 * source maps are enabled, recording these traces takes up most of the synthesis time.
 *
 * CDKTF shows a trace only when it cannot resolve a token, and has no option to switch traces off. It records the
 * traces on plain objects, so the stack traces of real errors are unaffected.
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
