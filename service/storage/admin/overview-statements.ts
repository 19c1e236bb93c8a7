import { sql } from 'kysely';

import type { TokenCalls } from '../../directory/overview';
import type { Scope } from '../../directory/token';
import { callForAll } from '../connections/all-tenants';
import { type Parameter, statement } from '../statements/statement';

interface OfTenant {
  readonly tenant: string;
}

export interface CountsRow {
  readonly counted_at: Date;
  readonly active_users: number;
  readonly inactive_users: number;
  readonly groups: number;
  readonly refusals: number;

  /** Hours without refusals are left out. */
  readonly refused_by_hour: Readonly<Record<string, number>>;
}

export interface CallsRow {
  readonly tenant_id: string;
  readonly token_id: string;
  readonly scope: Scope;
  readonly known_since: Date;
  readonly accepted: Date | null;
  readonly refused: Date | null;
}

/** Counts a tenant's users, groups and refused requests. Indexes alone are enough for the counts. */
const counted = (value: Parameter<OfTenant>) => sql`
  select statement_timestamp() as counted_at, total - inactive as active_users, inactive as inactive_users, groups, refusals,
         refused_by_hour
    from (select (select count(*)::integer from users where tenant_id = ${value('tenant')}) as total,
                 (select count(*)::integer from users where tenant_id = ${value('tenant')} and not active) as inactive,
                 (select count(*)::integer from groups where tenant_id = ${value('tenant')}) as groups,
                 (select count(*)::integer from refusals
                   where tenant_id = ${value('tenant')} and at > statement_timestamp() - interval '24 hours') as refusals,
                 (select coalesce(jsonb_object_agg(extract(epoch from hour)::integer, refused), '{}') from hourly_requests
                   where tenant_id = ${value('tenant')} and hour > statement_timestamp() - interval '24 hours'
                     and refused > 0) as refused_by_hour
         ) as counts`;

export const COUNT = statement<OfTenant>('count-tenant', counted);

export const CALLS = statement<OfTenant>(
  'calls-of-tenant',
  (value) => sql`
    select tenant_id, token_id, scope, known_since, accepted, refused from token_calls where tenant_id = ${value('tenant')}`,
);

const ROLE = sql`attributes -> 'roles' -> 0 ->> 'value'`;

export const USERS_BY_ROLE = statement<OfTenant>(
  'users-by-role',
  (value) => sql`
    select ${ROLE} as role, count(*) filter (where active)::integer as active,
           count(*) filter (where not active)::integer as inactive
      from users where tenant_id = ${value('tenant')} group by ${ROLE}`,
);

// These database functions see all tenants.
export const COUNTS_OF_ALL = callForAll<object>('counts-of-tenants', '*', 'counts_of_tenants');
export const CALLS_OF_ALL = callForAll<object>('calls-of-tokens', '*', 'calls_of_tokens');

export const NOTE_CALLS = statement<OfTenant & TokenCalls>(
  'note-calls',
  (value) => sql`
    insert into token_calls (tenant_id, token_id, scope, known_since, accepted, refused)
    values (${value('tenant')}, ${value('tokenId')}, ${value('scope')}, statement_timestamp(), ${value('accepted')}, ${value('refused')})
    on conflict (tenant_id, token_id) do update
       set accepted = greatest(token_calls.accepted, excluded.accepted), refused = greatest(token_calls.refused, excluded.refused)
     where excluded.accepted is not null or excluded.refused is not null`,
);

// Locks the row, so that replicas count one after the other instead of at the same time, and the later count is stored
// last.
export const LOCK_COUNTS = statement<OfTenant>(
  'lock-counts',
  (value) => sql`
    insert into tenant_counts (tenant_id, counted_at, active_users, inactive_users, groups, refusals)
    values (${value('tenant')}, statement_timestamp(), 0, 0, 0, 0)
    on conflict (tenant_id) do update set counted_at = excluded.counted_at`,
);

export const KEEP_COUNTS = statement<OfTenant>(
  'keep-counts',
  (value) => sql`
    update tenant_counts
       set counted_at = counted.counted_at, active_users = counted.active_users, inactive_users = counted.inactive_users,
           groups = counted.groups, refusals = counted.refusals, refused_by_hour = counted.refused_by_hour
      from (${counted(value)}) as counted
     where tenant_id = ${value('tenant')}`,
);
