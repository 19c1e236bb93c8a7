import type { Group, Reading, Related } from '../../directory/store';
import { ScimError } from '../../scim/error';
import { inSlices } from '../../scim/in-slices';
import type { Resource } from '../../scim/resource';
import type { TenantDatabase } from '../connections/tenant-database';
import type { PageOptions } from '../search/read-page';

import { MEMBERS, type MemberRow } from './group-statements';

/**
 * Number of members that are assigned to their groups without a pause. During each pause, the process serves other
 * requests.
 */
const TOLD_AT_ONCE = 10_000;

/**
 * Reads as many of the groups, with their members, as fit on one page. Returns at least the first group.
 *
 * @throws {ScimError} when the first group alone has more members than an answer with a single group may contain.
 */
export async function groupsWithMembers(
  db: TenantDatabase,
  groups: readonly Resource[],
  { limits, onLimit }: PageOptions,
  room: Reading['room'],
): Promise<Group[]> {
  const { membersWithoutRoom, members, membersOfOne } = limits;
  const most = groups.length > 1 ? members : membersOfOne;
  let rows = await membersOf(db, groups, Math.min(most, membersWithoutRoom));
  if (rows.length > membersWithoutRoom && most > membersWithoutRoom) {
    await room?.();
    rows = await membersOf(db, groups, most);
  }

  const byGroup = new Map(groups.map(({ id }) => [id, [] as Related[]]));
  await inSlices(rows, TOLD_AT_ONCE, (slice) => {
    for (const { group_id, id, display } of slice) byGroup.get(group_id)?.push({ id, display });
  });
  const complete = groups.map((group) => ({ ...group, members: byGroup.get(group.id) ?? [] }));
  if (rows.length <= most) return complete;
  if (groups.length === 1) {
    onLimit('refused');
    throw tooManyMembersOfOne(most);
  }
  const cut = groups.findIndex(({ id }) => id === rows.at(-1)?.group_id);
  if (cut > 0) return complete.slice(0, cut);
  // The first group is too large for a page with several groups, so it gets a page of its own, which may have more
  // members.
  return groupsWithMembers(db, groups.slice(0, 1), { limits, onLimit }, room);
}

/**
 * Reads the members of groups, up to `most`. If there are more, reads one additional member, which shows the caller
 * that the limit is exceeded.
 */
function membersOf(db: TenantDatabase, groups: readonly Resource[], most: number): Promise<MemberRow[]> {
  const values = { tenant: db.tenant, groups: groups.map(({ id }) => id), limit: most + 1 };
  return db.run<MemberRow>(MEMBERS.with(values));
}

/**
 * The error for a single group with too many members. It advises the client to page through the users of that group
 * instead.
 */
function tooManyMembersOfOne(most: number): ScimError {
  const remedy =
    'send excludedAttributes=members, and read the members by GET /Users?filter=groups.value eq "{id}"&cursor';
  return ScimError.badRequest('tooMany', `the group has more than ${most} members; ${remedy}`);
}
