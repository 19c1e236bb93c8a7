import type { QueryResultRow } from 'pg';

import type { MembershipChange } from '../../directory/account-changes';
import { UnknownMember } from '../../directory/store';
import { type MemberChange, requireTargets } from '../../scim/member-change';
import type { Run, Step } from '../connections/transaction';
import { uuidList } from '../statements/statement-by-ids';

import {
  ADD_MEMBERS,
  FIND_AMONG,
  FORGET_PLANS,
  type GroupKey,
  KEEP_MEMBERS,
  LOCK_USERS,
  type NamedRow,
  REMOVE_MEMBERS,
} from './group-statements';

/** Number of added members above which it is worth planning the foreign key checks again. */
const MANY_MEMBERS = 100;

/**
 * Maximum number of members to add with one statement. PostgreSQL looks up each member, and a statement must not take
 * too long. If there are more, they are added with several statements, one after the other.
 */
const ADDED_AT_ONCE = 10_000;

/**
 * Changes the members of a group. Needs only one round trip, unless many members are added.
 *
 * @param run runs steps of the transaction that changes the group. That transaction must have locked the group.
 * @returns the users whose membership changed.
 * @throws {UnknownMember} when some of the ids to add are not users.
 */
export async function changeMembers(
  run: Run,
  key: GroupKey,
  changes: readonly MemberChange[],
): Promise<MembershipChange> {
  const coming = changes.flatMap((change) => (change.kind === 'add' || change.kind === 'replace' ? change.ids : []));
  const locked = lockUsers(run, key.tenant, coming);
  const areMany = coming.length > ADDED_AT_ONCE;
  if (areMany) await locked;
  const inOrder = areMany ? oneByOne(run) : run;
  const [users, ...moves] = await Promise.all([locked, ...changes.map((change) => move(inOrder, key, change))]);
  const moved = new Map<string, 'added' | 'removed'>();
  const names = new Map(users.map(({ id, user_name }) => [id, user_name]));
  for (const [index, change] of changes.entries()) {
    const { added = [], removed = [] } = moves[index] ?? {};
    requireTargets(
      change,
      removed.map(({ id }) => id),
    );
    for (const { id, user_name } of removed) {
      names.set(id, user_name);
      if (!moved.delete(id)) moved.set(id, 'removed'); // added and removed again: no net change
    }
    for (const { id } of added) if (!moved.delete(id)) moved.set(id, 'added');
  }
  const whoWere = (kind: 'added' | 'removed') =>
    [...moved].flatMap(([id, how]) => (how === kind ? { id, name: names.get(id) } : []));
  return { added: whoWere('added'), removed: whoWere('removed') };
}

/**
 * Protects these users from removal until the transaction ends.
 *
 * @returns the users that exist.
 */
async function lockUsers(run: Run, tenant: string, ids: readonly string[]): Promise<readonly NamedRow[]> {
  if (ids.length === 0) return [];
  const [users] = await Promise.all([
    run<NamedRow>(LOCK_USERS.with({ tenant, ids })),
    ...(ids.length > MANY_MEMBERS ? [run(FORGET_PLANS)] : []),
  ]);
  if (users.length === ids.length) return users;
  const unknown = new Set(ids); // two changes may name the same user
  for (const { id } of users) unknown.delete(id);
  if (unknown.size > 0) throw await unknownMember(run, tenant, [...unknown]);
  return users;
}

/** Builds the error for ids that are not users. The error also lists which of them are groups. */
async function unknownMember(run: Run, tenant: string, ids: readonly string[]): Promise<UnknownMember> {
  const groups = await run<{ id: string }>(FIND_AMONG.with({ tenant, ids: uuidList(ids) }));
  return new UnknownMember(
    ids,
    groups.map(({ id }) => id),
  );
}

/** The members that one operation added and removed. */
interface Moved {
  readonly added: readonly { readonly id: string }[];
  readonly removed: readonly NamedRow[];
}

async function move(run: Run, key: GroupKey, change: MemberChange): Promise<Moved> {
  const { kind } = change;
  const ids = kind === 'clear' ? [] : change.ids;
  const parts = kind === 'replace' || kind === 'add' ? Math.ceil(ids.length / ADDED_AT_ONCE) : 0;
  const removing =
    kind === 'remove' ? REMOVE_MEMBERS.with({ ...key, ids }) : KEEP_MEMBERS.with({ ...key, ids: uuidList(ids) });
  const [removed, ...added] = await Promise.all([
    kind === 'add' ? [] : run<NamedRow>(removing),
    ...Array.from({ length: parts }, (_, part) => {
      const own = ids.slice(part * ADDED_AT_ONCE, (part + 1) * ADDED_AT_ONCE);
      return run<{ id: string }>(ADD_MEMBERS.with({ ...key, ids: own }));
    }),
  ]);
  return { added: added.flat(), removed };
}

/** Sends each statement only after the answer to the previous one, so that other requests are served in between. */
function oneByOne(run: Run): Run {
  let last: Promise<unknown> = Promise.resolve();
  return <Row extends QueryResultRow>(step: Step) => {
    const answered = last.then(() => run<Row>(step));
    last = answered;
    return answered;
  };
}
