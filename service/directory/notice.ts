/** Tells the operators of the service something that they may want to tell a tenant's admin. */
export type Notice = (text: string) => void;

/** Maximum number of notices about one tenant: a client can cause as many of them as it can invent names. */
const NOTICES_MAX = 100;

/**
 * Passes each notice on once per tenant, with the request that first caused it. After a hundred it says that there are
 * more, and then stays silent.
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
      isLast ? `${NOTICES_MAX} things were said about this tenant; others are not named` : text,
    );
  };
}
