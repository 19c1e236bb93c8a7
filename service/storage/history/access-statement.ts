import { sql } from 'kysely';

import type { ValueChange } from '../../directory/account-changes';
import type { GroupName } from '../../directory/history';
import { statement } from '../statements/statement';

export interface AccessOf {
  readonly tenant: string;
  readonly at: Date | 'infinity';

  /** Id of the last user on the previous page. */
  readonly after: string;
  readonly count: number;
}

/**
 * A user's access as read from the database: the current values and, for each value, the first change since the
 * requested time.
 */
export interface AccessRow {
  readonly id: string;
  readonly user_name: string | null;
  readonly external_id: string | null;

  /** Null for a user who was deleted after the requested time. */
  readonly active: boolean | null;
  readonly role: string | null;

  /** Whether the user was created after the requested time. */
  readonly is_new: boolean | null;

  /** The first change to each value since the requested time. Null if the value has not changed. */
  readonly user_name_change: ValueChange<string> | null;
  readonly active_change: ValueChange<boolean> | null;
  readonly role_change: ValueChange<string> | null;

  readonly since: Date | null;
  readonly request_id: string | null;
  readonly token_id: string | null;
  readonly groups: readonly GroupName[];
}

/**
 * SQL condition for entries of the provisioning log that record a change to a user's role or to `active`. Entries that
 * were written before the log began to record values contain only the names of the changed attributes.
 */
export const CHANGES_ACCESS = sql`
  (changes -> 'role' is not null or changes -> 'active' is not null
   or version is null and attributes && '{roles,active}'::text[])`;

/**
 * Reads the access that users had at a past time. The statement starts from their current access and undoes the changes
 * made after that time, so it does not have to replay the history before that time.
 */
export const ACCESS = statement<AccessOf>('access', (value) => {
  const [tenant, at, after, count] = [value('tenant'), value('at'), value('after'), value('count')];
  const later = sql`tenant_id = ${tenant} and at > ${at}::timestamptz`;
  const first = (fact: string) => sql`
    (array_agg(changes -> ${sql.lit(fact)} order by at, id) filter (where changes -> ${sql.lit(fact)} is not null))[1]`;
  return sql`
    select person.id, person.user_name, coalesce(person.external_id, since_then.external_id) as external_id,
           person.active, person.role, since_then.is_new, since_then.user_name_change, since_then.active_change,
           since_then.role_change, latest.at as since, latest.request_id, latest.token_id, membership.groups
      from (
        select * from (
          (select id, user_name, external_id, active, attributes -> 'roles' -> 0 ->> 'value' as role from users
            where tenant_id = ${tenant} and id > ${after}::uuid
            order by id limit ${count}::integer)
          union all
          (select resource_id, null, null, null, null from provisioning_log
            where ${later} and resource_type = 'User' and action = 'delete' and resource_id > ${after}::uuid
            order by resource_id limit ${count}::integer)
        ) as both_kinds
        order by id limit ${count}::integer
      ) as person
     cross join lateral (
        select bool_or(action = 'create') as is_new, ${first('userName')} as user_name_change,
               ${first('active')} as active_change, ${first('role')} as role_change,
               (array_agg(external_id order by at, id))[1] as external_id
          from provisioning_log
         where ${later} and resource_id = person.id
      ) as since_then
      left join lateral (
        select at, request_id, token_id from provisioning_log
         where tenant_id = ${tenant} and at <= ${at}::timestamptz and resource_id = person.id and ${CHANGES_ACCESS}
         order by at desc, id desc limit 1
      ) as latest on true
     cross join lateral (
        with moves as (
          select distinct on (group_id) group_id, group_name, joined from membership_log
           where ${later} and user_id = person.id order by group_id, at, version
        )
        select coalesce(json_agg(json_build_object('id', id, 'name', name) order by name, id), '[]') as groups from (
          select groups.id, groups.display_name as name
            from members
            join groups on groups.tenant_id = ${tenant} and groups.id = members.group_id
           where members.tenant_id = ${tenant} and members.user_id = person.id
             and members.group_id not in (select group_id from moves)
          union all
          select group_id, group_name from moves where not joined
        ) as then_in
      ) as membership
     order by person.id`;
});
