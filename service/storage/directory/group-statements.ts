import { sql } from 'kysely';
import type { QueryConfig } from 'pg';

import type { Related } from '../../directory/store';
import { changeStatement } from '../statements/change-statement';
import type { LogEntry } from '../statements/provisioning-log';
import { plannedEachTime, statement } from '../statements/statement';
import { byIds, type UuidList } from '../statements/statement-by-ids';

import type { GroupToWrite } from './group-row';

/** A user's row as returned by statements about members. */
export interface NamedRow {
  readonly id: string;
  readonly user_name: string;
}

export interface MemberRow extends Related {
  readonly group_id: string;
}

/** A group of a tenant. */
export interface GroupKey {
  readonly tenant: string;
  readonly group: string;
}

/** The columns of the `groups` table that hold short values. */
export const COLUMNS_SHORT = 'id, display_name, external_id, version, created, last_modified';

export const COLUMNS = sql.raw(`${COLUMNS_SHORT}, attributes`);

export const FIND = statement<{ tenant: string; id: string }>(
  'find-group',
  (value) => sql`select ${COLUMNS} from groups where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

// Locks the group, so that changes to it run one after the other, and each sees the result of the previous one.
export const FIND_TO_CHANGE = statement<{ tenant: string; id: string }>(
  'find-group-to-change',
  (value) =>
    sql`select ${COLUMNS} from groups where tenant_id = ${value('tenant')} and id = ${value('id')} for no key update`,
);

export const INSERT = changeStatement<GroupToWrite>('insert-group', 'groups', {
  name: 'insert-group-row',
  build: (value) => sql`
    insert into groups (tenant_id, display_name_key, ${COLUMNS})
    values (${value('tenant')}, ${value('displayNameKey')}, ${value('id')}, ${value('displayName')},
            ${value('externalId')}, ${value('version')}, ${value('created')}, ${value('lastModified')},
            ${value('attributes')})`,
});

export const UPDATE = changeStatement<GroupToWrite>('update-group', 'groups', {
  name: 'update-group-row',
  build: (value) => sql`
    update groups
       set display_name = ${value('displayName')}, display_name_key = ${value('displayNameKey')},
           external_id = ${value('externalId')}, attributes = ${value('attributes')},
           version = ${value('version')}, last_modified = ${value('lastModified')}
     where tenant_id = ${value('tenant')} and id = ${value('id')}`,
});

export const REMOVE = changeStatement<LogEntry>('remove-group', 'groups', {
  name: 'remove-group-row',
  build: (value) => sql`delete from groups where tenant_id = ${value('tenant')} and id = ${value('id')}`,
});

// Locks users before they become members, so that they cannot be removed in the meantime. Removing a user takes locks
// in the same order: first the user, then the memberships.
export const LOCK_USERS = byIds<{ readonly tenant: string }>(
  { one: 'lock-user', many: 'lock-users' },
  (value, isAsked) => sql`
    select id, user_name from users
     where tenant_id = ${value('tenant')} and id ${isAsked}
     order by id
       for key share`,
);

// Makes PostgreSQL forget its cached plans before many members are added. A plan from a time when the table was small
// would check each foreign key by scanning all users. Planning every check again would take twice as long as everything
// else combined.
export const FORGET_PLANS: QueryConfig = { text: 'discard plans' };

// Skips ids that belong to no user.
export const ADD_MEMBERS = byIds<GroupKey>(
  { one: 'add-member', many: 'add-members' },
  (value, isAsked) => sql`
    insert into members (tenant_id, group_id, user_id)
    select users.tenant_id, ${value('group')}::uuid, users.id from users
     where users.tenant_id = ${value('tenant')} and users.id ${isAsked}
    on conflict do nothing
    returning user_id as id`,
);

export const FIND_AMONG = statement<{ tenant: string; ids: UuidList }>(
  'find-groups-among',
  (value) => sql`select id from groups where tenant_id = ${value('tenant')} and id = any (${value('ids')}::uuid[])`,
);

export const REMOVE_MEMBERS = byIds<GroupKey>(
  { one: 'remove-member', many: 'remove-members' },
  (value, isAsked) => sql`
    delete from members using users
     where members.tenant_id = ${value('tenant')} and members.group_id = ${value('group')} and members.user_id ${isAsked}
       and users.tenant_id = ${value('tenant')} and users.id = members.user_id
    returning id, user_name`,
);

// Avoids a join: PostgreSQL cannot know in advance how many members will be removed, and might read all users just to
// find one name.
export const KEEP_MEMBERS = statement<GroupKey & { readonly ids: UuidList }>(
  'keep-members',
  (value) => sql`
    with removed as (
      delete from members
       where tenant_id = ${value('tenant')} and group_id = ${value('group')}
         and user_id not in (select unnest(${value('ids')}::uuid[]))
      returning user_id as id
    )
    select id, (select user_name from users where tenant_id = ${value('tenant')} and id = removed.id) as user_name
      from removed`,
);

// A subquery reads each name by its key. PostgreSQL expects every group to be as large as the average: for a join, it would
// read all users of the tenant for each group, however small, where a few groups are large.
export const MEMBERS = plannedEachTime(
  statement<{ tenant: string; groups: readonly string[]; limit: number }>(
    'members',
    (value) => sql`
    select asked.id as group_id, member.id, member.display
      from unnest(${value('groups')}::uuid[]) with ordinality as asked (id, place)
     cross join lateral (
       select members.user_id as id, (
                select coalesce(users.attributes ->> 'displayName', users.user_name)
                  from users where users.tenant_id = ${value('tenant')} and users.id = members.user_id) as display
         from members
        where members.tenant_id = ${value('tenant')} and members.group_id = asked.id
        order by members.user_id
     ) as member
     order by asked.place, member.id
     limit ${value('limit')}::bigint`,
  ),
);
