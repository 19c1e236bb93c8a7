/** Key of the original server. A restored server's key is the point in time to which its data was restored. */
export const FIRST = 'server';

/**
 * A point in time, to the minute, as digits: `202611021030`. Two restores of a server must not target the same minute.
 */
export function minuteOf(instant: string): string {
  return instant.replace(/\D/g, '').slice(0, 12);
}

/**
 * Name of a restored server. It ends with the point in time to which the data was restored:
 * `acme-scim-db-202611021030`.
 */
export function restoredServerName(original: string, at: string): string {
  return `${original}-${minuteOf(at)}`;
}

/**
 * The server from which a restore copies the data if the restore names no server. This is the server of the previous
 * restore in the list or, for the first restore, the original server.
 */
export function defaultSource(restores: readonly { readonly at: string }[], index: number): string {
  return restores[index - 1]?.at ?? FIRST;
}
