import { type RawBuilder, sql } from 'kysely';

import { MEMBERS_COUNTED_MAX } from '../../directory/roster';
import { CHANGES_ACCESS } from '../history/access-statement';
import { foldSql } from '../search/fold-sql';
import { plannedEachTime, statement } from '../statements/statement';

interface OfTenant {
  readonly tenant: string;
}

interface One extends OfTenant {
  readonly id: string;
}

interface Page extends OfTenant {
  /** The case-folded name after which the page begins. Empty for the first page. */
  readonly after: string;
  readonly count: number;

  /** A string that the case-folded name must contain. Null if any name matches. */
  readonly part: string | null;
}

interface PageOfUsers extends Page {
  readonly role: string | null;
  readonly active: boolean | null;
}

interface PageOfMembers extends OfTenant {
  readonly group: string;

  /** Id of the user after whom the page begins. */
  readonly after: string;
  readonly count: number;
}

export interface UserRow {
  readonly id: string;
  readonly user_name: string;
  readonly user_name_key: string;
  readonly display_name: string | null;
  readonly external_id: string | null;
  readonly active: boolean;
  readonly role: string | null;
  readonly since: Date | null;
  readonly request_id: string | null;
  readonly token_id: string | null;
}

export interface GroupRow {
  readonly id: string;
  readonly display_name: string;
  readonly display_name_key: string;
  readonly external_id: string | null;
  readonly members: number;
}

const ROLE = sql`attributes -> 'roles' -> 0 ->> 'value'`;
const DISPLAY_NAME = sql`attributes ->> 'displayName'`;
const COLUMNS = sql`id, user_name, user_name_key, ${DISPLAY_NAME} as display_name, external_id, active, ${ROLE} as role`;

/** Users, each with the latest change to their role or to `active`. */
const withSince = (tenant: RawBuilder<unknown>, users: RawBuilder<unknown>) => sql`
  select person.*, latest.at as since, latest.request_id, latest.token_id
    from (${users}) as person
    left join lateral (
      select at, request_id, token_id from provisioning_log
       where tenant_id = ${tenant} and resource_id = person.id and ${CHANGES_ACCESS}
       order by at desc, id desc limit 1
    ) as latest on true`;

/** A page of users. It is planned each time, because the best plan depends on the conditions of the search. */
export const USERS = plannedEachTime(
  statement<PageOfUsers>(
    'roster-users',
    (value) => sql`
      ${withSince(
        value('tenant'),
        sql`
        select ${COLUMNS} from users
         where tenant_id = ${value('tenant')} and user_name_key > ${value('after')}
           and (${value('part')}::text is null
                or position(${value('part')} in user_name_key) > 0
                or position(${value('part')} in ${foldSql(DISPLAY_NAME)}) > 0)
           and (${value('role')}::text is null or ${ROLE} = ${value('role')})
           and (${value('active')}::boolean is null or active = ${value('active')})
         order by user_name_key limit ${value('count')}::integer`,
      )}
      order by person.user_name_key`,
  ),
);

export const USER = statement<One>('roster-user', (value) =>
  withSince(
    value('tenant'),
    sql`select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')}::uuid`,
  ),
);

export const GROUPS_OF_USER = statement<One>(
  'roster-groups-of-user',
  (value) => sql`
    select groups.id, groups.display_name as name
      from members
      join groups on groups.tenant_id = ${value('tenant')} and groups.id = members.group_id
     where members.tenant_id = ${value('tenant')} and members.user_id = ${value('id')}::uuid
     order by groups.display_name_key`,
);

export const GROUPS = plannedEachTime(
  statement<Page>(
    'roster-groups',
    (value) => sql`
      select listed.*,
             (select count(*)::integer
                from (select from members
                       where members.tenant_id = ${value('tenant')} and group_id = listed.id
                       limit ${sql.lit(MEMBERS_COUNTED_MAX + 1)}) as counted) as members
        from (select id, display_name, display_name_key, external_id from groups
               where tenant_id = ${value('tenant')} and display_name_key > ${value('after')}
                 and (${value('part')}::text is null or position(${value('part')} in display_name_key) > 0)
               order by display_name_key limit ${value('count')}::integer) as listed
       order by display_name_key`,
  ),
);

export const GROUP = statement<One>(
  'roster-group',
  (value) => sql`
    select id, display_name, display_name_key, external_id,
           (select count(*)::integer from members
             where members.tenant_id = ${value('tenant')} and group_id = ${value('id')}::uuid) as members
      from groups where tenant_id = ${value('tenant')} and id = ${value('id')}::uuid`,
);

export const MEMBERS = plannedEachTime(
  statement<PageOfMembers>(
    'roster-members',
    (value) => sql`
      ${withSince(
        value('tenant'),
        sql`
        select ${COLUMNS}
          from (select user_id from members
                 where members.tenant_id = ${value('tenant')} and group_id = ${value('group')}::uuid
                   and user_id > ${value('after')}::uuid
                 order by user_id limit ${value('count')}::integer) as member
          join users on users.tenant_id = ${value('tenant')} and users.id = member.user_id`,
      )}
      order by person.id`,
  ),
);
