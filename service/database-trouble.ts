/**
 * Explains why a database cannot be used, for example `connect ECONNREFUSED 10.0.0.4:5432`. Leaves out SQL, credentials
 * and the stack trace.
 *
 * Node.js tries all addresses of a host. If all of them fail, it throws a single error that has no message, but
 * contains the individual errors.
 */
export function databaseTrouble(error: unknown): string {
  const reasons = reasonsOf(error).filter((reason) => reason !== '');
  return reasons.length === 0 ? 'unknown reason' : [...new Set(reasons)].join('; ');
}

function reasonsOf(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(reasonsOf);
  if (!(error instanceof Error)) return [String(error)];
  const own = error.message.split('\n', 1)[0] ?? '';
  return error.cause === undefined ? [own] : [own, ...reasonsOf(error.cause)];
}
