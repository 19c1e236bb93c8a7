import { isObject } from '../scim/json';
import type { Attributes } from '../scim/resource';

/**
 * A value before and after a change. `before` is absent if there was no value before the change, and `after` if there
 * is none after it.
 */
export interface ValueChange<Value> {
  readonly before?: Value;
  readonly after?: Value;
}

/** A user in the history of a group. */
export interface MemberName {
  readonly id: string;

  /** The userName at the time of the change. Absent if the user was forgotten later. */
  readonly name?: string;
}

/** Users whom a change added to a group, and users whom it removed. */
export interface MembershipChange {
  readonly added: readonly MemberName[];
  readonly removed: readonly MemberName[];
}

/**
 * The changed values that history keeps, limited to facts about an account that an auditor asks for. For every other
 * attribute, history keeps only the fact that it changed.
 */
export interface AccountChanges {
  readonly userName?: ValueChange<string>;
  readonly displayName?: ValueChange<string>;
  readonly active?: ValueChange<boolean>;

  /** The value of the assigned account role. */
  readonly role?: ValueChange<string>;

  readonly members?: MembershipChange;
}

const NONE: Attributes = {};

/**
 * The facts that differ between two states of a user or group.
 *
 * @param before undefined for a creation.
 * @param after undefined for a deletion.
 */
export function accountChanges(before: Attributes = NONE, after: Attributes = NONE): AccountChanges {
  const changes: Record<string, ValueChange<unknown>> = {};
  const note = (fact: keyof AccountChanges, from: unknown, to: unknown) => {
    if (from !== to)
      changes[fact] = { ...(from === undefined ? {} : { before: from }), ...(to === undefined ? {} : { after: to }) };
  };
  for (const fact of ['userName', 'displayName', 'active'] as const) note(fact, before[fact], after[fact]);
  note('role', roleOf(before), roleOf(after));
  return changes;
}

/** Value of the account role assigned to a user. A user has at most one. */
function roleOf({ roles }: Attributes): unknown {
  const [role] = Array.isArray(roles) ? (roles as unknown[]) : [];
  return isObject(role) ? role['value'] : undefined;
}
