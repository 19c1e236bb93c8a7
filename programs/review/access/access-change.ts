import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import { assignmentsIn } from './assignments';
import { type AssignedPrincipal, type Principals, principalsOf } from './principal';
import { Roles } from './roles';

/** Names the consequence that a change of access has. */
type AccessKind =
  | `assignment-${'adopted' | 'created' | 'destroyed' | 'forgotten' | 'replaced' | 'role-unknown'}`
  | 'role-swapped'
  | 'role-swapped-with-gap';

/** What happens to the role of one group or user. */
export interface AccessChange {
  readonly kind: AccessKind;
  readonly principal: AssignedPrincipal;

  /** Role that is held before. Undefined for who gains one. */
  readonly before?: string;

  /** Role that is held after. Undefined for who loses it. */
  readonly after?: string;

  /** Roles that somebody who loses one holds besides. */
  readonly keeps?: readonly string[];

  /** Id by which the assignment is imported. Undefined for one that is not. */
  readonly importId?: string;

  readonly address: string;
  readonly forcedBy: readonly string[];
}

/**
 * What changes do to each assignment.
 *
 * @param plan where names are found.
 */
export function accessChanges(changes: readonly Change[], plan: Plan): AccessChange[] {
  const principals = principalsOf(plan);
  const roles = new Roles(changes, plan);
  const assignments = assignmentsIn(changes, plan);
  const happening = pairUp(assignments.flatMap((change) => accessChange(change, principals, roles)));
  if (happening.every(({ kind }) => kind !== 'assignment-destroyed')) return happening;

  const standing = new Map<string, string[]>();
  for (const change of assignments) {
    if (change.action !== 'none') continue;
    const [{ key }, role] = [principals.of(change, change.after), roles.of(change, change.after)];
    const others = standing.get(key);
    if (others) others.push(role);
    else standing.set(key, [role]);
  }
  const leftOver = new Set(assignments.filter(({ isLeftOver }) => isLeftOver).map(({ address }) => address));
  return happening.map((change) => {
    const [held, ...more] = change.kind === 'assignment-destroyed' ? (standing.get(change.principal.key) ?? []) : [];
    if (held === undefined) return change;
    // The new assignment stands already, made by the deployment that failed half-way.
    if (leftOver.has(change.address)) return { ...change, kind: 'role-swapped', after: held };
    return { ...change, keeps: [held, ...more] };
  });
}

function accessChange(change: Change, principals: Principals, roles: Roles): AccessChange[] {
  const { action, address, forcedBy, importId, before, after } = change;
  const facts = { address, forcedBy, ...(importId === undefined ? {} : { importId }) };
  const lost = () => ({ principal: principals.of(change, before), before: roles.of(change, before) });
  const gained = () => ({ principal: principals.of(change, after), after: roles.of(change, after) });

  switch (action) {
    case 'create':
      return [{ kind: 'assignment-created', ...gained(), ...facts }];
    case 'delete':
      return [{ kind: 'assignment-destroyed', ...lost(), ...facts }];
    case 'forget':
      return [{ kind: 'assignment-forgotten', ...lost(), ...facts }];
    case 'replace': {
      const [old, next] = [lost(), gained()];
      if (change.forgetsOld) {
        return [
          { kind: 'assignment-forgotten', ...old, ...facts },
          { kind: 'assignment-created', ...next, ...facts },
        ];
      }
      if (old.principal.key !== next.principal.key) {
        return [
          { kind: 'assignment-destroyed', ...old, ...facts },
          { kind: 'assignment-created', ...next, ...facts },
        ];
      }
      if (after.isUnknown('app_role_id')) return [{ kind: 'assignment-role-unknown', ...next, ...old, ...facts }];
      const swap = change.createsFirst ? 'role-swapped' : 'role-swapped-with-gap';
      return [{ kind: old.before === next.after ? 'assignment-replaced' : swap, ...old, ...next, ...facts }];
    }
    default:
      return change.adopts ? [{ kind: 'assignment-adopted', ...lost(), ...gained(), ...facts }] : [];
  }
}

/** A principal that loses one assignment and gains another keeps its access: the two are one change. */
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
