/** Key of the original server; restored servers are keyed by their instant. */
export const FIRST = 'server';

/** An instant up to the minute, in digits: `202611021030`. No two restores of a server are in the same minute. */
export function minuteOf(instant: string): string {
  return instant.replace(/\D/g, '').slice(0, 12);
}

/** Name of the server with the data that the original one had at an instant: `acme-scim-db-202611021030`. */
export function restoredServerName(original: string, at: string): string {
  return `${original}-${minuteOf(at)}`;
}

/** The server that a restore takes its data from if it names none: the restore before it, otherwise the original one. */
export function defaultSource(restores: readonly { readonly at: string }[], index: number): string {
  return restores[index - 1]?.at ?? FIRST;
}
