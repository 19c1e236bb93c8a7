import { sql } from 'kysely';
import type { QueryConfig } from 'pg';

import type { MemberName, MembershipChange } from '../../directory/account-changes';
import type { Origin } from '../../directory/store';
import { statement } from '../statements/statement';
import { byIds, type UuidList } from '../statements/statement-by-ids';

/**
 * Maximum number of members in one entry of the provisioning log, so that no entry is too large to read or to send as
 * an event.
 */
const MEMBERS_PER_ENTRY = 1_000;

/** Maximum number of rows to write with one statement, because a statement must not take too long. */
const ROWS_AT_ONCE = 10_000;

/** A group after its members have changed. */
interface ChangedGroup {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

/** Splits a change to a group's members into parts that are each small enough for one entry of the provisioning log. */
export function piecesOf(change: MembershipChange): MembershipChange[] {
  const { added, removed } = change;
  const count = added.length + removed.length;
  if (count <= MEMBERS_PER_ENTRY) return count === 0 ? [] : [change];
  return [
    ...inParts(removed, MEMBERS_PER_ENTRY).map((part) => ({ added: [], removed: part })),
    ...inParts(added, MEMBERS_PER_ENTRY).map((part) => ({ added: part, removed: [] })),
  ];
}

/** The statements that log, for each affected user, that the user joined or left the group. */
export function logMoves(
  tenant: string,
  { requestId, tokenId }: Origin,
  { id, name, version }: ChangedGroup,
  { added, removed }: MembershipChange,
): QueryConfig[] {
  const sides = [
    { joined: false, members: removed },
    { joined: true, members: added },
  ];
  return sides.flatMap(({ joined, members }) =>
    inParts(members, ROWS_AT_ONCE).map((part) => {
      const ids = part.map((member: MemberName) => member.id);
      return LOG_MOVES.with({ tenant, requestId, tokenId, group: id, name, version, joined, ids });
    }),
  );
}

interface Moves extends Origin {
  readonly tenant: string;
  readonly group: string;
  readonly name: string;
  readonly version: number;
  readonly joined: boolean;
}

const COLUMNS = sql.raw('tenant_id, user_id, group_id, version, group_name, joined, request_id, token_id');

const LOG_MOVES = byIds<Moves>(
  { one: 'log-move', many: 'log-moves' },
  (value, isAsked) => sql`
    insert into membership_log (${COLUMNS})
    select users.tenant_id, users.id, ${value('group')}::uuid, ${value('version')}::integer, ${value('name')},
           ${value('joined')}::boolean, ${value('requestId')}, ${value('tokenId')}
      from users
     where users.tenant_id = ${value('tenant')} and users.id ${isAsked}`,
);

/** Logs that a user left these groups. Runs after the groups have received their new versions. */
export const LOG_LEAVING = statement<
  Origin & { readonly tenant: string; readonly user: string; readonly ids: UuidList }
>(
  'log-leaving',
  (value) => sql`
    insert into membership_log (${COLUMNS})
    select groups.tenant_id, ${value('user')}::uuid, groups.id, groups.version, groups.display_name, false,
           ${value('requestId')}, ${value('tokenId')}
      from groups
     where groups.tenant_id = ${value('tenant')} and groups.id = any (${value('ids')}::uuid[])`,
);

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, part) => items.slice(part * size, (part + 1) * size));
}
