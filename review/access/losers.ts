import type { Plan } from '../plan/plan';
import { textOf } from '../plan/terraform-plan';

import type { AccessChange } from './access-change';
import { roleHolders } from './holders';
import type { AssignedPrincipal } from './principal';

/** Who holds a role now and will hold none: the assignment goes, or the role that it is of. */
export function accessLosers(plan: Plan, access: readonly AccessChange[]): AssignedPrincipal[] {
  const unassigned = access.filter(({ kind }) => kind === 'assignment-destroyed').map(({ principal }) => principal);
  const removed = removedRoles(plan);
  const holders = removed.length === 0 ? undefined : roleHolders(plan);
  const stripped = removed.flatMap((role) => holders?.get(role) ?? []);
  return [...new Map([...unassigned, ...stripped].map((principal) => [principal.key, principal])).values()];
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
