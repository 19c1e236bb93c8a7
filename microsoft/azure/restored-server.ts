/** Key of the original server. The key of a restored server is the point in time that it was restored to. */
export const FIRST = 'server';

/** A point in time up to the minute, in digits: `202611021030`. No two restores of a server have the same minute. */
export function minuteOf(instant: string): string {
  return instant.replace(/\D/g, '').slice(0, 12);
}

/** Name of a restored server, which ends with the minute that it was restored to: `acme-scim-db-202611021030`. */
export function restoredServerName(original: string, at: string): string {
  return `${original}-${minuteOf(at)}`;
}

/**
 * The server that a restore copies if it names none: the previous restore in the list or, for the first one, the
 * original server.
 */
export function defaultSource(restores: readonly { readonly at: string }[], index: number): string {
  return restores[index - 1]?.at ?? FIRST;
}
