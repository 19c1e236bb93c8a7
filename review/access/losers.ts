import type { Plan } from '../plan/plan';
import { textOf } from '../plan/terraform-plan';

import type { AccessChange } from './access-change';
import { type AssignedPrincipal, Principals } from './principal';

/** Who holds a role now and will hold none: the assignment goes, or the role that it is of, and no other stays or comes. */
export function accessLosers(plan: Plan, access: readonly AccessChange[]): AssignedPrincipal[] {
  const removed = new Set(removedRoles(plan));
  if (removed.size === 0 && access.every(({ kind }) => kind !== 'assignment-destroyed')) return [];

  const principals = new Principals(plan);
  const losers = new Map<string, AssignedPrincipal>();
  const holders = new Set<string>();
  for (const change of plan.changes) {
    const { type, action, before, after } = change;
    if (type !== 'azuread_app_role_assignment') continue;
    // What is forgotten stays in Entra.
    const kept = action === 'forget' ? before : after;
    if (kept.exists && !removed.has(kept.text('app_role_id') ?? '')) holders.add(principals.of(change, kept).key);
    if (!before.exists) continue;
    const principal = principals.of(change, before);
    losers.set(principal.key, principal);
  }
  for (const key of holders) losers.delete(key);
  return [...losers.values()];
}

/** Ids of the roles that an application had and will not have. */
function removedRoles(plan: Plan): string[] {
  return plan.changes
    .filter(({ type, after }) => type === 'azuread_application' && after.exists && !after.isUnknown('app_role'))
    .flatMap(({ before, after }) => {
      const kept = new Set(after.records('app_role').map(({ id }) => id));
      return before.records('app_role').flatMap(({ id }) => (kept.has(id ?? null) ? [] : [textOf(id)]));
    });
}
