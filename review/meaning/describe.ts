import type { Change } from '../plan/change';
import { resourceType } from '../resources/resource-types';

/** What people would call a resource: `service acme-scim`. */
export function describe({ type, address, before, after }: Change): string {
  const known = resourceType(type);
  if (!known) return address;
  const label = known.label === undefined ? undefined : (after.text(known.label) ?? before.text(known.label));
  return label === undefined ? known.noun : `${known.noun} ${label}`;
}
