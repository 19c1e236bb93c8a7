import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';

import { assignmentsIn } from './assignments';
import { type AssignedPrincipal, principalsOf } from './principal';

/** The holders of a role, before a plan is applied and after it. */
export interface RoleHolders {
  readonly before: readonly AssignedPrincipal[];
  readonly after: readonly AssignedPrincipal[];
}

/** The holders of each role, by its id. What Terraform forgets stays in Entra. */
export function roleHolders(plan: Plan): ReadonlyMap<string, RoleHolders> {
  const principals = principalsOf(plan);
  const holders = new Map<string, { before: AssignedPrincipal[]; after: AssignedPrincipal[] }>();
  const add = (moment: keyof RoleHolders, change: Change, side: Side) => {
    const role = side.text('app_role_id');
    if (role === undefined) return;
    const known = holders.get(role) ?? { before: [], after: [] };
    holders.set(role, known);
    known[moment].push(principals.of(change, side));
  };
  for (const change of assignmentsIn(plan.changes, plan)) {
    add('before', change, change.before);
    add('after', change, change.action === 'forget' || change.forgetsOld ? change.before : change.after);
  }
  return holders;
}

/** How many users and groups hold a role before the plan is applied. */
export function countHolders(plan: Plan): number {
  const assignments = assignmentsIn(plan.changes, plan).filter(({ before }) => before.exists);
  return new Set(assignments.map(({ address, before }) => before.text('principal_object_id') ?? address)).size;
}
