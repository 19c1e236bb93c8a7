import { sql } from 'kysely';

import { COLUMNS as GROUP_COLUMNS } from './group-statements';
import { statement } from './statement';
import { COLUMNS as USER_COLUMNS, groupsOfUser } from './user-statements';

interface Feed {
  readonly tenant: string;
}

/** Committed, not numbered yet, and with values: rows from before those were kept are never told. */
const UNNUMBERED = sql`position is null and version is not null`;

export const NUMBERING = statement<Feed>(
  'event-numbering',
  (value) => sql`
    select coalesce((select last from event_positions where tenant_id = ${value('tenant')}), 0) as last,
           exists (select from provisioning_log where tenant_id = ${value('tenant')} and ${UNNUMBERED}) as is_behind`,
);

export const OPEN_POSITIONS = statement<Feed>(
  'open-event-positions',
  (value) => sql`insert into event_positions (tenant_id, last) values (${value('tenant')}, 0) on conflict do nothing`,
);

export const LOCK_POSITIONS = statement<Feed>(
  'lock-event-positions',
  (value) => sql`select last from event_positions where tenant_id = ${value('tenant')} for update`,
);

// Sees what was committed before the lock was had, since each statement looks anew.
export const NUMBER = statement<Feed & { readonly limit: number }>(
  'number-events',
  (value) => sql`
    update provisioning_log as log
       set position = counter.last + unnumbered.place
      from event_positions as counter, (
             select at, id, row_number() over (order by id) as place
               from provisioning_log
              where tenant_id = ${value('tenant')} and ${UNNUMBERED}
              order by id
              limit ${value('limit')}::bigint
           ) as unnumbered
     where counter.tenant_id = ${value('tenant')}
       and log.tenant_id = ${value('tenant')} and log.at = unnumbered.at and log.id = unnumbered.id`,
);

export const ADVANCE_POSITIONS = statement<Feed>(
  'advance-event-positions',
  (value) => sql`
    update event_positions
       set last = greatest(last, (
             select position from provisioning_log
              where tenant_id = ${value('tenant')} and position is not null
              order by position desc
              limit 1))
     where tenant_id = ${value('tenant')}`,
);

export const ROWS_FROM = statement<Feed & { readonly position: number; readonly limit: number }>(
  'event-rows-from',
  (value) => sql`
    select position, id, at, request_id, token_id, action, resource_type, resource_id, name, external_id, version,
           attributes, changes
      from provisioning_log
     where tenant_id = ${value('tenant')} and position >= ${value('position')}
     order by position
     limit ${value('limit')}::bigint`,
);

export const OLDEST_POSITION = statement<Feed>(
  'oldest-event-position',
  (value) => sql`
    select position from provisioning_log
     where tenant_id = ${value('tenant')} and position is not null
     order by position
     limit 1`,
);

export const USERS_NOW = statement<Feed & { readonly ids: readonly string[] }>(
  'event-users',
  (value) => sql`
    select ${USER_COLUMNS}, ${groupsOfUser(value('tenant'))} as groups
      from users where tenant_id = ${value('tenant')} and id = any (${value('ids')}::uuid[])`,
);

export const GROUPS_NOW = statement<Feed & { readonly ids: readonly string[] }>(
  'event-groups',
  (value) => sql`
    select ${GROUP_COLUMNS} from groups where tenant_id = ${value('tenant')} and id = any (${value('ids')}::uuid[])`,
);
