import type { QueryConfig, QueryResultRow } from 'pg';

import type { GroupName } from '../../directory/history';
import {
  type CountedGroup,
  type ListedGroup,
  type ListedUser,
  MEMBERS_COUNTED_MAX,
  type MembersAsked,
  type Roster,
  type RosterAsked,
  type RosterPage,
  type UserInGroups,
  type UsersAsked,
} from '../../directory/roster';
import { foldCase } from '../../scim/text';
import type { Database } from '../connections/database';

import { GROUP, type GroupRow, GROUPS, GROUPS_OF_USER, MEMBERS, USER, type UserRow, USERS } from './roster-statements';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * The roster in PostgreSQL. Users and groups are sorted by case-folded name, and the members of a group by id. A list
 * with a search may have to read all rows of a tenant.
 */
export class SqlRoster implements Roster {
  readonly #db: Pick<Database, 'run'>;

  constructor(db: Pick<Database, 'run'>) {
    this.#db = db;
  }

  async users(tenant: string, asked: UsersAsked): Promise<RosterPage<ListedUser>> {
    const [role, active] = [asked.role ?? null, asked.active ?? null];
    const rows = await this.#scan<UserRow>(tenant, USERS.with({ tenant, role, active, ...pageOf(asked) }));
    return cut(rows, asked.count, toUser, (row) => row.user_name_key);
  }

  async user(tenant: string, id: string): Promise<UserInGroups | undefined> {
    const [[row], groups] = await Promise.all([
      this.#db.run<UserRow>(tenant, USER.with({ tenant, id })),
      this.#db.run<GroupName>(tenant, GROUPS_OF_USER.with({ tenant, id })),
    ]);
    return row && { ...toUser(row), groups };
  }

  async groups(tenant: string, asked: RosterAsked): Promise<RosterPage<ListedGroup>> {
    const rows = await this.#scan<GroupRow>(tenant, GROUPS.with({ tenant, ...pageOf(asked) }));
    return cut(rows, asked.count, toGroup, (row) => row.display_name_key);
  }

  async group(tenant: string, id: string): Promise<CountedGroup | undefined> {
    const [row] = await this.#db.run<GroupRow>(tenant, GROUP.with({ tenant, id }));
    return row && { ...toGroup(row), members: row.members };
  }

  async members(
    tenant: string,
    group: string,
    { after = NO_ID, count }: MembersAsked,
  ): Promise<RosterPage<ListedUser>> {
    const rows = await this.#db.run<UserRow>(tenant, MEMBERS.with({ tenant, group, after, count: count + 1 }));
    return cut(rows, count, toUser, (row) => row.id);
  }

  #scan<Row extends QueryResultRow>(tenant: string, query: QueryConfig): Promise<Row[]> {
    return this.#db.run<Row>(tenant, query, { kind: 'scan' });
  }
}

/** The values for a page. The statement reads one additional row, which shows whether there is another page. */
function pageOf({ count, after = '', name }: RosterAsked) {
  return { count: count + 1, after, part: name === undefined ? null : foldCase(name) };
}

function cut<Row, Item>(
  rows: readonly Row[],
  count: number,
  toItem: (row: Row) => Item,
  placeOf: (row: Row) => string,
): RosterPage<Item> {
  const shown = rows.slice(0, count);
  const last = shown.at(-1);
  return { items: shown.map(toItem), next: last && rows.length > count ? placeOf(last) : undefined };
}

function toUser(row: UserRow): ListedUser {
  return {
    id: row.id,
    userName: row.user_name,
    displayName: row.display_name,
    externalId: row.external_id,
    active: row.active,
    role: row.role,
    since: row.since,
    requestId: row.request_id,
    tokenId: row.token_id,
  };
}

function toGroup({ id, display_name: displayName, external_id: externalId, members }: GroupRow): ListedGroup {
  return { id, displayName, externalId, members: members > MEMBERS_COUNTED_MAX ? null : members };
}
