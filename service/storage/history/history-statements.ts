import { type RawBuilder, sql } from 'kysely';

import type { Origin } from '../../directory/store';
import type { LoggedTable } from '../statements/provisioning-log';
import { type Parameter, plannedEachTime, type Statement, statement } from '../statements/statement';

import { HISTORY_COLUMNS } from './history-row';

/** One page of a list that is sorted by time, latest first. */
export interface Slice {
  readonly tenant: string;

  /** The earliest and the latest time, both included. */
  readonly since: Date | '-infinity';
  readonly until: Date | 'infinity';

  /** Number of entries to skip, and number of entries to read. */
  readonly passed: number;
  readonly count: number;
}

interface SliceOfResource extends Slice {
  readonly id: string;
}

/** A statement that is planned each time it runs, because only its values show which months it has to read. */
const read = <Arguments extends object>(...described: Parameters<typeof statement<Arguments>>) =>
  plannedEachTime(statement<Arguments>(...described));

const bounds = (value: Parameter<Slice>) => sql`
  tenant_id = ${value('tenant')} and at >= ${value('since')}::timestamptz and at <= ${value('until')}::timestamptz`;

const page = (value: Parameter<Slice>) => sql`limit ${value('count')}::integer offset ${value('passed')}::integer`;

export const CHANGES = read<Slice>(
  'changes',
  (value) =>
    sql`select ${HISTORY_COLUMNS} from provisioning_log where ${bounds(value)} order by at desc, id desc ${page(value)}`,
);

export const CHANGES_OF_GROUP = read<SliceOfResource>(
  'changes-of-group',
  (value) => sql`
    select ${HISTORY_COLUMNS} from provisioning_log
     where ${bounds(value)} and resource_id = ${value('id')}::uuid
     order by at desc, id desc ${page(value)}`,
);

/**
 * The userName that a user had at a given time. The membership log has no names, so the name comes from the latest
 * change until then or, if that is no longer kept, from the user. A name that was forgotten stays forgotten.
 */
const nameAt = (at: RawBuilder<unknown>, ofUser: RawBuilder<unknown>, value: Parameter<SliceOfResource>) => sql`
  coalesce(
    (select name from provisioning_log as latest
      where ${ofUser} and latest.at <= ${at} and name is not null order by latest.at desc, latest.id desc limit 1),
    (select user_name from users
      where users.tenant_id = ${value('tenant')} and users.id = ${value('id')}::uuid
        and not exists (select from provisioning_log where ${ofUser} and action = 'forget')))`;

export const CHANGES_OF_USER = read<SliceOfResource>('changes-of-user', (value) => {
  const ofUser = sql`tenant_id = ${value('tenant')} and resource_id = ${value('id')}::uuid`;
  const most = sql`limit ${value('count')}::integer + ${value('passed')}::integer`;
  return sql`
    select * from (
      (select ${HISTORY_COLUMNS}, id as place from provisioning_log
        where ${bounds(value)} and resource_id = ${value('id')}::uuid
        order by at desc, id desc ${most})
      union all
      (select at, request_id, token_id, case when joined then 'join' else 'leave' end, 'User', user_id,
              ${nameAt(sql.ref('membership_log.at'), ofUser, value)}, null, null,
              '{}'::text[], '{}'::jsonb, group_id, group_name, version
         from membership_log
        where ${bounds(value)} and user_id = ${value('id')}::uuid
        order by at desc, group_id desc, version desc ${most})
    ) as entries
    order by at desc, group_id desc nulls first, place desc ${page(value)}`;
});

export interface RefusalRow {
  readonly at: Date;
  readonly request_id: string;
  readonly token_id: string | null;
  readonly route: string;
  readonly resource_id: string | null;
  readonly status: number;
  readonly scim_type: string | null;
  readonly detail: string;
}

export const REFUSALS = read<Slice>(
  'refusals',
  (value) => sql`
    select at, request_id, token_id, route, resource_id, status, scim_type, detail from refusals
     where ${bounds(value)} order by at desc, id desc ${page(value)}`,
);

interface Name {
  readonly tenant: string;
  readonly key: string;
}

/** A resource that has, or had, a given name. The current name is null if the resource was deleted. */
export interface NamedRow {
  readonly id: string;
  readonly name: string | null;
}

const NAMES: Readonly<Record<LoggedTable, { type: string; column: string; key: string }>> = {
  users: { type: 'User', column: 'user_name', key: 'user_name_key' },
  groups: { type: 'Group', column: 'display_name', key: 'display_name_key' },
};

/** Finds the resources that have, or had, a given name: at most 20, because a person has to choose one of them. */
const named = (table: LoggedTable): Statement<Name> =>
  statement<Name>(`named-${table}`, (value) => {
    const { type, column, key } = NAMES[table];
    return sql`
      select found.id, present.${sql.ref(column)} as name from (
        select id, 0 as rank from ${sql.table(table)}
         where tenant_id = ${value('tenant')} and ${sql.ref(key)} = ${value('key')}
        union
        select resource_id, 1 from provisioning_log
         where tenant_id = ${value('tenant')} and former_name_key = ${value('key')} and resource_type = ${sql.lit(type)}
      ) as found
      left join ${sql.table(table)} present on present.tenant_id = ${value('tenant')} and present.id = found.id
     group by found.id, present.${sql.ref(column)} order by min(found.rank), found.id desc limit 20`;
  });

export const NAMED = { User: named('users'), Group: named('groups') };

/** Finds out whether a person is a user, or was one as far as history reaches back. */
export const PERSON = statement<{ readonly tenant: string; readonly id: string }>('person', (value) => {
  const [tenant, id] = [value('tenant'), sql`${value('id')}::uuid`];
  return sql`
    (select 1 from users where tenant_id = ${tenant} and users.id = ${id})
    union all
    (select 1 from provisioning_log where tenant_id = ${tenant} and resource_id = ${id} and resource_type = 'User' limit 1)
    union all
    (select 1 from membership_log where tenant_id = ${tenant} and user_id = ${id} limit 1)`;
});

export const FORGET = statement<Origin & { readonly id: string }>(
  'forget-user',
  (value) => sql`select forget_user(${value('id')}::uuid, ${value('requestId')}, ${value('tokenId')}) as entries`,
);

/**
 * When history begins: when the migration ran that created its tables, or at the start of the oldest month that is
 * still kept, whichever is later.
 */
export const BEGINNING = statement<object>(
  'history-begins',
  () => sql`
    select greatest(at, (select min(begins) from log_partitions where log = 'provisioning_log')) as at
      from migrations where name = '0004-history.sql'`,
);
