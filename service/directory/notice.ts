/** Tells the operators of the service something that they may want to tell a tenant's admin. */
export type Notice = (text: string) => void;

/** Passes each notice on once per tenant, however often a client gives reason for it. */
export function oncePerTenant(tell: (tenant: string, text: string) => void): (tenant: string) => Notice {
  const told = new Set<string>();
  return (tenant) => (text) => {
    const key = `${tenant}\n${text}`;
    if (told.has(key)) return;
    told.add(key);
    tell(tenant, text);
  };
}
