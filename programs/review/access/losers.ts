import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';
import { textOf } from '../plan/terraform-plan';

import type { AccessChange } from './access-change';
import { assignmentsIn } from './assignments';
import { type AssignedPrincipal, principalsOf } from './principal';

/**
 * Holders of a role who may hold none: the application goes, or the assignment, or the role that it is of is removed or
 * disabled, and no other assignment stays or comes.
 */
export function accessLosers(plan: Plan, access: readonly AccessChange[]): AssignedPrincipal[] {
  const ends = plan.changes.some(endsApplication);
  const lost = new Set(lostRoles(plan));
  if (!ends && lost.size === 0 && access.every(({ kind }) => kind !== 'assignment-destroyed')) return [];

  const principals = principalsOf(plan);
  const losers = new Map<string, AssignedPrincipal>();
  const holders = new Set<string>();
  for (const change of assignmentsIn(plan.changes, plan)) {
    const { action, forgetsOld, before, after } = change;
    // What is forgotten stays in Entra.
    const kept = [...(action === 'forget' || forgetsOld ? [before] : []), after];
    for (const side of kept) {
      if (side.exists && !lost.has(side.text('app_role_id') ?? '')) holders.add(principals.of(change, side).key);
    }
    if (!before.exists) continue;
    const principal = principals.of(change, before);
    losers.set(principal.key, principal);
  }
  if (!ends) for (const key of holders) losers.delete(key);
  return [...losers.values()];
}

/**
 * All assignments go with the application and with its service principal, whatever the plan says of them. Those that stand
 * are not of one that a failed replacement has left over.
 */
function endsApplication({ type, action, isLeftOver }: Change): boolean {
  const ends = ['azuread_application', 'azuread_service_principal'].includes(type);
  return ends && ['delete', 'replace'].includes(action) && !isLeftOver;
}

/** Ids of the roles that an application had, and will not have or not have enabled. */
function lostRoles(plan: Plan): string[] {
  return plan.changes
    .filter(({ type, after }) => type === 'azuread_application' && after.exists && !after.isUnknown('app_role'))
    .flatMap(({ before, after }) => {
      const kept = enabledRoles(after);
      return enabledRoles(before).filter((id) => !kept.includes(id));
    });
}

function enabledRoles(side: Side): string[] {
  return side.records('app_role').flatMap(({ id, enabled }) => (enabled === false ? [] : [textOf(id)]));
}
