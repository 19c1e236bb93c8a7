import { sql } from 'kysely';
import type { QueryConfig } from 'pg';

import { COLUMNS_SHORT as GROUP_COLUMNS } from '../directory/group-statements';
import { COLUMNS_SHORT as USER_COLUMNS, groupsOfUser } from '../directory/user-statements';
import { ATTRIBUTES_OCTETS, GROUPS_OCTETS } from '../search/weighed-row';
import { type Parameter, statement } from '../statements/statement';

import { HISTORY_COLUMNS } from './history-row';

interface Feed {
  readonly tenant: string;
}

/**
 * Maximum total size, in bytes, of the changes in rows that are read together: enough for a few hundred members. A
 * larger row is read alone.
 */
const ROWS_OCTETS = 64 * 1024;

/**
 * SQL condition for committed changes that contain values and have no position in the feed yet. Changes that were made
 * before the log began to record values never become events.
 */
const unnumbered = (value: Parameter<Feed>) => sql`
  tenant_id = ${value('tenant')} and position is null and version is not null
  and at >= coalesce((select begins from event_positions where tenant_id = ${value('tenant')}), '-infinity')`;

export const NUMBERING = statement<Feed>(
  'event-numbering',
  (value) => sql`
    select coalesce((select last from event_positions where tenant_id = ${value('tenant')}), 0) as last,
           exists (select from provisioning_log where ${unnumbered(value)}) as is_behind`,
);

export const OPEN_POSITIONS = statement<Feed & { readonly begins: Date | '-infinity' }>(
  'open-event-positions',
  (value) => sql`
    insert into event_positions (tenant_id, last, begins)
    values (${value('tenant')}, 0, ${value('begins')}::timestamptz)
    on conflict do nothing`,
);

export const LOCK_POSITIONS = statement<Feed>(
  'lock-event-positions',
  (value) => sql`select last from event_positions where tenant_id = ${value('tenant')} for update`,
);

// A statement sees what was committed before it began. This statement begins after the lock was granted, so it sees
// everything that was committed before that.
//
// Changes in the same millisecond are ordered by id, because a server assigns ids in the order in which statements run.
// On a cluster, each node has its own range of ids, and changes to one resource may arrive through several nodes. So
// the changes to one resource are ordered by version.
export const NUMBER = statement<Feed & { readonly limit: number }>(
  'number-events',
  (value) => sql`
    with next as (
      select at, id, resource_id, version from provisioning_log
       where ${unnumbered(value)}
       order by at, id
       limit ${value('limit')}::bigint
    ), numbered as materialized (
      select at, id,
             (select last from event_positions where tenant_id = ${value('tenant')})
             + row_number() over (order by at, turn, version, id) as position
        from (select *, max(id) over (partition by at, resource_id order by version, id) as turn from next) as turns
    )
    update provisioning_log as log
       set position = numbered.position
      from numbered
     where log.tenant_id = ${value('tenant')} and log.at = numbered.at and log.id = numbered.id
       and log.position is null and log.version is not null
       and log.at between (select min(at) from numbered) and (select max(at) from numbered)`,
);

// For rows that were just written, PostgreSQL has no statistics yet. Without this setting, it would expect a single row
// and choose a nested loop, which is slow for many rows.
export const COMPARE_BY_HASH: QueryConfig = { text: 'set local enable_nestloop = off' };

export const ADVANCE_POSITIONS = statement<Feed>(
  'advance-event-positions',
  (value) => sql`
    update event_positions
       set last = greatest(last, (
             select position from provisioning_log
              where tenant_id = ${value('tenant')} and position is not null
              order by position desc
              limit 1))
     where tenant_id = ${value('tenant')}
    returning last`,
);

// The page is limited by the stored size of the changes, which PostgreSQL knows without decompressing them.
export const ROWS_FROM = statement<Feed & { readonly position: number; readonly limit: number }>(
  'event-rows-from',
  (value) => sql`
    select position, id as row_id, ${HISTORY_COLUMNS}
      from (
        select near.*, sum(case when position < ${value('position')}::bigint then 0 else pg_column_size(changes) end)
                         over (order by position) - pg_column_size(changes) as octets_before
          from (
            select * from provisioning_log
             where tenant_id = ${value('tenant')} and position >= ${value('position')}::bigint - 1
             order by position
             limit ${value('limit')}::bigint + 1
          ) as near
      ) as weighed
     where octets_before < ${sql.lit(ROWS_OCTETS)}
     order by position`,
);

// Takes the lowest position of several rows, because positions are only roughly in chronological order: a change that
// commits late has a later position than other changes made at the same time.
export const POSITION_SINCE = statement<Feed & { readonly time: Date }>(
  'event-position-since',
  (value) => sql`
    select min(position) as position
      from (
        select position from provisioning_log
         where tenant_id = ${value('tenant')} and at >= ${value('time')} and position is not null
         order by at
         limit 1000
      ) as first`,
);

// Searches for the last gap in the positions. There may be a gap after the oldest row: a change in a month's dropped
// partition may have had a later position than a change of the next month.
export const OLDEST_POSITION = statement<Feed>(
  'oldest-event-position',
  (value) => sql`
    select position
      from (
        select position, position - lag(position) over (order by position) as step
          from provisioning_log
         where tenant_id = ${value('tenant')} and position is not null
      ) as steps
     where step is distinct from 1
     order by position desc
     limit 1`,
);

interface Asked extends Feed {
  readonly ids: readonly string[];
  readonly bytes: number;
}

export const USERS_NOW = statement<Asked>('event-users', (value) => {
  const columns = sql.raw(USER_COLUMNS);
  return sql`
    select ${columns}, case when octets_before < ${value('bytes')}::bigint then attributes end as attributes,
           case when octets_before < ${value('bytes')}::bigint then groups end as groups
      from (
        select weighed.*, sum(octets) over (order by place) - octets as octets_before
          from (
            select found.*, ${sql.raw(ATTRIBUTES_OCTETS + GROUPS_OCTETS)} as octets
              from (
                select ${columns}, attributes, place, ${groupsOfUser(value('tenant'))} as groups
                  from users
                  join unnest(${value('ids')}::uuid[]) with ordinality as asked (asked_id, place) on asked_id = id
                 where tenant_id = ${value('tenant')}
              ) as found
            offset 0
          ) as weighed
      ) as counted
     order by place`;
});

export const GROUPS_NOW = statement<Asked>('event-groups', (value) => {
  const columns = sql.raw(GROUP_COLUMNS);
  return sql`
    select ${columns}, case when octets_before < ${value('bytes')}::bigint then attributes end as attributes
      from (
        select weighed.*, sum(octets) over (order by place) - octets as octets_before
          from (
            select ${columns}, attributes, place, ${sql.raw(ATTRIBUTES_OCTETS)} as octets
              from groups
              join unnest(${value('ids')}::uuid[]) with ordinality as asked (asked_id, place) on asked_id = id
             where tenant_id = ${value('tenant')}
            offset 0
          ) as weighed
      ) as counted
     order by place`;
});
