import type { Change } from '../plan/change';
import { resourceType } from '../resources/resource-types';

/** What people would call a resource: `service acme-scim`. */
export function describe(change: Change): string {
  const known = resourceType(change.type);
  if (!known) return change.address;
  const label = labelOf(change);
  return label === undefined ? known.noun : `${known.noun} ${label}`;
}

/** The name of a resource among others of its type. Undefined where the type has none. */
export function labelOf({ type, before, after }: Change): string | undefined {
  const label = resourceType(type)?.label;
  return label === undefined ? undefined : (after.text(label) ?? before.text(label));
}
