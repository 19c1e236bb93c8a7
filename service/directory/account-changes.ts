import { isObject } from '../scim/json';
import type { Attributes } from '../scim/resource';

/**
 * A value before and after a change. `before` is absent if the change added the value, and `after` if the change
 * removed it.
 */
export interface ValueChange<Value> {
  readonly before?: Value;
  readonly after?: Value;
}

/** A user in the history of a group. */
export interface MemberName {
  readonly id: string;

  /** The userName at the time of the change. Absent if the names of the user were later removed from history. */
  readonly name?: string;
}

/** Users whom a change added to a group, and users whom it removed. */
export interface MembershipChange {
  readonly added: readonly MemberName[];
  readonly removed: readonly MemberName[];
}

/**
 * The changed values that history keeps. They are limited to what an auditor asks about an account. For any other
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
 * Compares two states of a user or group, and returns the values that differ.
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

/** The value of a user's account role. A user has at most one. */
function roleOf({ roles }: Attributes): unknown {
  const [role] = Array.isArray(roles) ? (roles as unknown[]) : [];
  return isObject(role) ? role['value'] : undefined;
}
