import type { Plan } from '../plan/plan';

import { type AssignedPrincipal, principalsOf } from './principal';

/** Who holds which role while the plan is applied, by the role's id. */
export function roleHolders(plan: Plan): ReadonlyMap<string, readonly AssignedPrincipal[]> {
  const principals = principalsOf(plan);
  const holders = new Map<string, AssignedPrincipal[]>();
  for (const change of plan.changes) {
    if (change.type !== 'azuread_app_role_assignment') continue;
    const side = change.before.exists ? change.before : change.after;
    const role = side.text('app_role_id');
    if (role === undefined) continue;
    const others = holders.get(role);
    if (others) others.push(principals.of(change, side));
    else holders.set(role, [principals.of(change, side)]);
  }
  return holders;
}

/** How many users and groups hold a role before the plan is applied. */
export function countHolders({ changes }: Plan): number {
  const assignments = changes.filter(({ type, before }) => type === 'azuread_app_role_assignment' && before.exists);
  return new Set(assignments.map(({ address, before }) => before.text('principal_object_id') ?? address)).size;
}
