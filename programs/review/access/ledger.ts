import { groupedBy } from '../grouped';
import { oncePer } from '../once-per';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';
import { textOf } from '../plan/terraform-plan';

import { assignmentsIn } from './assignments';
import { type AssignedPrincipal, principalsOf } from './principal';
import { Roles } from './roles';

/**
 * One application role that a principal has through one assignment. If the principal is a group, its members have the
 * role.
 */
export interface Holding {
  readonly assignment: Change;
  readonly principal: AssignedPrincipal;

  /** Undefined if the id is not known before Terraform applies the plan. */
  readonly roleId: string | undefined;

  /** Readable name of the role. */
  readonly role: string;
}

export type Ledger = readonly Holding[];

/** All roles that principals hold before the changes, and all roles that they hold after the changes. */
export interface Ledgers {
  readonly before: Ledger;
  readonly after: Ledger;
}

/**
 * The ledgers before and after some changes. A ledger lists the roles that principals have.
 *
 * @param changes the plan's changes, or some of them.
 * @param plan looks up the names of principals and roles.
 */
export const ledgersOf = oncePer((changes: readonly Change[], plan: Plan): Ledgers => {
  const [principals, roles] = [principalsOf(plan), new Roles(changes, plan)];
  const holding = (assignment: Change, side: Side): Holding[] => {
    if (!side.exists) return [];
    const [principal, role] = [principals.of(assignment, side), roles.of(assignment, side)];
    return [{ assignment, principal, roleId: side.text('app_role_id'), role }];
  };
  const assignments = assignmentsIn(changes, plan);
  const before = assignments.flatMap((assignment) => holding(assignment, assignment.before));
  // If Terraform only stops managing an assignment, the assignment stays in Entra.
  const stays = before.filter(({ assignment: { action, forgetsOld } }) => action === 'forget' || forgetsOld);
  return { before, after: [...stays, ...assignments.flatMap((assignment) => holding(assignment, assignment.after))] };
});

/** The principals of a ledger, by key. Each principal is listed once. */
export function holdersIn(ledger: Ledger): Map<string, AssignedPrincipal> {
  return new Map(ledger.map(({ principal }) => [principal.key, principal]));
}

/** The holders of each role, by role id. */
export const holdersByRole = oncePer((ledger: Ledger): ReadonlyMap<string, AssignedPrincipal[]> => {
  const byRole = groupedBy(ledger, ({ roleId = '' }) => roleId);
  return new Map([...byRole].map(([role, holdings]) => [role, holdings.map(({ principal }) => principal)]));
});

/**
 * Role holders who may have no role after the changes. A holder may lose a role because the application, the assignment
 * or the role is removed, or because the role is disabled. Holders who keep or gain another assignment are not
 * included.
 */
export function accessLosers(plan: Plan): AssignedPrincipal[] {
  const { before, after } = ledgersOf(plan.changes, plan);
  const losers = holdersIn(before);
  if (!plan.changes.some(endsApplication)) {
    const lost = lostRoles(plan);
    for (const { roleId, principal } of after) if (!lost.has(roleId)) losers.delete(principal.key);
  }
  return [...losers.values()];
}

/**
 * Whether a change removes the application or its service principal. Such a change also removes all assignments, even
 * if the plan says that the assignments stay. A change does not count if it only removes an object that a failed
 * replacement left behind.
 */
function endsApplication({ type, action, isLeftOver }: Change): boolean {
  const ends = ['azuread_application', 'azuread_service_principal'].includes(type);
  return ends && ['delete', 'replace'].includes(action) && !isLeftOver;
}

/** Ids of enabled application roles that will be removed or disabled. */
function lostRoles(plan: Plan): ReadonlySet<string | undefined> {
  const applications = plan.changes.filter(
    ({ type, after }) => type === 'azuread_application' && after.exists && !after.isUnknown('app_role'),
  );
  return new Set(
    applications.flatMap(({ before, after }) => {
      const kept = enabledRoles(after);
      return enabledRoles(before).filter((id) => !kept.includes(id));
    }),
  );
}

function enabledRoles(side: Side): string[] {
  return side.records('app_role').flatMap(({ id, enabled }) => (enabled === false ? [] : [textOf(id)]));
}
