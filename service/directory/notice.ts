/** Tells the operators of the service something that the admin of a tenant may want to know. */
export type Notice = (text: string) => void;

/**
 * Maximum number of different notices per tenant. Without this limit, a client could cause endless notices by inventing
 * attribute names.
 */
const NOTICES_MAX = 100;

/**
 * Passes on each notice only once per tenant, together with the first request that caused it. After a hundred notices
 * about a tenant, reports once that further notices are left out.
 */
export function oncePerTenant(
  tell: (about: { tenant: string; requestId: string }, text: string) => void,
): (tenant: string, requestId: string) => Notice {
  const told = new Map<string, Set<string>>();
  return (tenant, requestId) => (text) => {
    const texts = told.get(tenant) ?? new Set();
    told.set(tenant, texts);
    if (texts.size > NOTICES_MAX || texts.has(text)) return;
    texts.add(text);
    const isLast = texts.size > NOTICES_MAX;
    tell(
      { tenant, requestId },
      isLast ? `${NOTICES_MAX} notices about this tenant were logged; further ones are left out` : text,
    );
  };
}
