import { groupedBy } from '../grouped';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import { assignmentsIn } from './assignments';
import { type Holding, ledgersOf } from './ledger';
import type { AssignedPrincipal } from './principal';

/** Kinds of changes to access. Each kind is a key of `CONSEQUENCES`, the list of explanations for reviewers. */
type AccessKind =
  | `assignment-${'adopted' | 'created' | 'destroyed' | 'forgotten' | 'replaced' | 'role-unknown'}`
  | 'role-swapped'
  | 'role-swapped-with-gap';

/** A change to the role of one group or user. */
export interface AccessChange {
  readonly kind: AccessKind;
  readonly principal: AssignedPrincipal;

  /** Role before the change. Undefined if the principal has no role before it. */
  readonly before?: string;

  /** Role after the change. Undefined if the principal has no role after it. */
  readonly after?: string;

  /** Other roles that the principal still has after losing this role. */
  readonly keeps?: readonly string[];

  /** Import id of the assignment. Undefined if the assignment is not imported. */
  readonly importId?: string;

  readonly address: string;
  readonly forcedBy: readonly string[];
}

/**
 * Compares the assignments before and after the changes, and describes the effect on each assignment.
 *
 * @param plan looks up the names of principals and roles.
 */
export function accessChanges(changes: readonly Change[], plan: Plan): AccessChange[] {
  const { before, after } = ledgersOf(changes, plan);
  const [losses, gains] = [before, after].map((ledger) => new Map(ledger.map((one) => [one.assignment, one])));
  const assignments = assignmentsIn(changes, plan);
  const happening = pairUp(assignments.flatMap((one) => accessChange(one, losses?.get(one), gains?.get(one))));
  const standing = groupedBy(
    after.filter(({ assignment }) => assignment.action === 'none'),
    ({ principal }) => principal.key,
  );
  const leftOver = new Set(assignments.filter(({ isLeftOver }) => isLeftOver).map(({ address }) => address));
  return happening.map((change) => {
    if (change.kind !== 'assignment-destroyed') return change;
    const [role, ...more] = (standing.get(change.principal.key) ?? []).map((holding) => holding.role);
    if (role === undefined) return change;
    // The new assignment already exists, because an earlier deployment created it and then failed.
    return leftOver.has(change.address)
      ? { ...change, kind: 'role-swapped', after: role }
      : { ...change, keeps: [role, ...more] };
  });
}

function accessChange(assignment: Change, old: Holding | undefined, next: Holding | undefined): AccessChange[] {
  const { action, address, forcedBy, importId } = assignment;
  const told = (kind: AccessKind, lost?: Holding, gained?: Holding): AccessChange[] => {
    const principal = (lost ?? gained)?.principal;
    if (!principal) return [];
    return [{ kind, principal, before: lost?.role, after: gained?.role, address, forcedBy, importId }];
  };
  switch (action) {
    case 'create':
      return told('assignment-created', undefined, next);
    case 'delete':
      return told('assignment-destroyed', old);
    case 'forget':
      return told('assignment-forgotten', old);
    case 'replace':
      if (assignment.forgetsOld)
        return [...told('assignment-forgotten', old), ...told('assignment-created', undefined, next)];
      if (old?.principal.key !== next?.principal.key) {
        return [...told('assignment-destroyed', old), ...told('assignment-created', undefined, next)];
      }
      if (assignment.after.isUnknown('app_role_id')) return told('assignment-role-unknown', old, next);
      if (old?.role === next?.role) return told('assignment-replaced', old, next);
      return told(assignment.createsFirst ? 'role-swapped' : 'role-swapped-with-gap', old, next);
    default:
      return assignment.adopts ? told('assignment-adopted', old, next) : [];
  }
}

/**
 * A principal that loses one assignment and gains another keeps its access, so the loss and the gain count as one
 * change.
 */
function pairUp(changes: readonly AccessChange[]): AccessChange[] {
  const gains = new Map<string, AccessChange>();
  for (const change of changes) if (change.kind === 'assignment-created') gains.set(change.principal.key, change);

  const paired = new Set<AccessChange>();
  const merged = changes.map((change): AccessChange => {
    const gain = change.kind === 'assignment-destroyed' ? gains.get(change.principal.key) : undefined;
    if (!gain) return change;
    gains.delete(change.principal.key);
    paired.add(gain);
    const kind = change.before === gain.after ? 'assignment-replaced' : 'role-swapped-with-gap';
    return { ...change, kind, after: gain.after };
  });
  return merged.filter((change) => !paired.has(change));
}
