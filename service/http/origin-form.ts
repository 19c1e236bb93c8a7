/**
 * Converts the target of a request to a path with a query. Clients that talk to a proxy send whole URLs (RFC 9112
 * §3.2.2).
 *
 * @returns undefined for a URL that cannot be parsed.
 */
export function originForm(target: string): string | undefined {
  if (target.startsWith('/') || target === '*') return target;
  if (!URL.canParse(target)) return undefined;
  const { protocol, pathname, search } = new URL(target);
  return /^https?:$/.test(protocol) ? `${pathname}${search}` : undefined;
}
