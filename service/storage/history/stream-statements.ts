import { sql } from 'kysely';

import type {
  Acknowledged,
  AttemptsAsked,
  Failing,
  Failure,
  Lease,
  Progress,
  StreamKey,
} from '../../streams/positions';
import { LEASE_SECONDS } from '../../streams/positions';
import { callForAll } from '../connections/all-tenants';
import { type Parameter, statement } from '../statements/statement';

export const POSITIONS = statement<Pick<StreamKey, 'tenant'>>(
  'stream-positions',
  (value) => sql`select * from stream_positions where tenant_id = ${value('tenant')} order by stream`,
);

// The database functions here see all tenants, but the caller sees only what the functions return.
export const POSITIONS_AFTER = callForAll<StreamKey & { readonly count: number }>(
  'stream-positions-after',
  '*',
  'stream_positions_after',
  (value) => [value('tenant'), value('stream'), sql`${value('count')}::integer`],
);

/** More streams than there are. */
const EVERY = 2_147_483_647;

export const HEALTH_OF_ALL = callForAll<object>(
  'health-of-streams',
  'tenant_id, stream, state, behind_since, failures',
  'stream_positions_after',
  () => [sql`''`, sql`''`, sql.lit(EVERY)],
);

export const DUE = callForAll<{ readonly count: number }>('due-streams', '*', 'due_streams', (value) => [
  sql`${value('count')}::integer`,
]);

export const BEGIN = statement<StreamKey & { readonly cursor: string }>(
  'begin-stream',
  (value) => sql`
    insert into stream_positions (tenant_id, stream, cursor)
    values (${value('tenant')}, ${value('stream')}, ${value('cursor')})
    on conflict do nothing`,
);

const own = (value: Parameter<StreamKey>) => sql`tenant_id = ${value('tenant')} and stream = ${value('stream')}`;
const held = (value: Parameter<Lease>) => sql`${own(value)} and holder = ${value('holder')}::uuid`;
const leased = sql`now() + ${sql.raw(`interval '${LEASE_SECONDS} seconds'`)}`;

export const TAKE = statement<Lease>(
  'take-stream',
  (value) => sql`
    update stream_positions
       set holder = ${value('holder')}::uuid, due_at = ${leased}, woken = false
     where ${own(value)} and state = 'active' and (due_at <= now() or holder is null and failures = 0)
    returning *`,
);

/** Sets a mark that tells the process holding the stream's lease that there may be new events. */
export const WAKE = statement<StreamKey>(
  'wake-stream',
  (value) => sql`
    update stream_positions set woken = true
     where ${own(value)} and holder is not null and state = 'active'
    returning woken`,
);

const progress = (value: Parameter<Progress>) =>
  sql`cursor = ${value('cursor')}, behind_since = ${value('behindSince')}::timestamptz`;
const failing = (value: Parameter<Failing>) =>
  sql`failures = ${value('failures')}, failing_since = ${value('failingSince')}::timestamptz`;
const working = sql`failures = 0, failing_since = null, last_error = null`;

export const SAVE = statement<Lease & Progress>(
  'save-stream',
  (value) => sql`
    update stream_positions set ${progress(value)}, ${working}, due_at = ${leased}
     where ${held(value)} and state = 'active'
    returning stream`,
);

export const RELEASE = statement<Lease & Progress>(
  'release-stream',
  (value) => sql`
    update stream_positions set ${progress(value)}, ${working}, due_at = null, holder = null
     where ${held(value)} and (not woken or state <> 'active')
    returning stream`,
);

/** Extends the lease after a wake-up, so that its holder looks for new events again. */
export const CATCH_UP = statement<Lease>(
  'catch-up-stream',
  (value) => sql`
    update stream_positions set woken = false, due_at = ${leased}
     where ${held(value)} and state = 'active'
    returning stream`,
);

export const HAND_OVER = statement<Failing & Lease & Progress>(
  'hand-over-stream',
  (value) => sql`
    update stream_positions set ${progress(value)}, ${failing(value)}, due_at = now(), holder = null
     where ${held(value)}
    returning stream`,
);

// A cluster evaluates `now()` before it passes a statement on to a node, but not inside `case`. Therefore, a separate
// statement ends the stream.
export const FAIL = statement<Failure & Lease>(
  'fail-stream',
  (value) => sql`
    update stream_positions
       set ${progress(value)}, ${failing(value)}, holder = null, last_error = ${value('reason')},
           due_at = now() + make_interval(secs => ${value('pauseSeconds')})
     where ${held(value)}
    returning stream`,
);

/** Ends the stream. The failure itself is stored afterwards in the same transaction. */
export const END = statement<Lease>(
  'end-stream',
  (value) => sql`
    update stream_positions set state = 'ended', since = now() where ${held(value)} and state = 'active'`,
);

export const POSTPONE = statement<StreamKey>(
  'postpone-stream',
  (value) => sql`
    update stream_positions set due_at = now() + interval '10 minutes'
     where ${own(value)} and due_at <= now() - interval '1 minute'`,
);

export const ACKNOWLEDGE = statement<StreamKey & Acknowledged & Record<'acknowledgedBefore' | 'cursorBefore', unknown>>(
  'acknowledge-stream',
  (value) => sql`
    update stream_positions
       set cursor = ${value('cursor')}, acknowledged = ${value('acknowledged')}::text[],
           behind_since = ${value('behindSince')}::timestamptz
     where ${own(value)} and cursor = ${value('cursorBefore')} and acknowledged = ${value('acknowledgedBefore')}::text[]
    returning stream`,
);

export const APPEND_DELIVERIES = statement<StreamKey & Record<DeliveryFact, readonly unknown[]>>(
  'append-deliveries',
  (value) => sql`
    insert into deliveries (tenant_id, stream, at, id, event_id, event_type, outcome, status, ms, reason)
    select stream_positions.tenant_id, stream, each.*
      from stream_positions,
           unnest(${value('at')}::timestamptz[], ${value('ids')}::uuid[], ${value('eventIds')}::text[],
                  ${value('eventTypes')}::text[], ${value('outcomes')}::text[], ${value('statuses')}::smallint[],
                  ${value('ms')}::integer[], ${value('reasons')}::text[]) as each
     where ${own(value)}
    on conflict do nothing`,
);

type DeliveryFact = 'at' | 'eventIds' | 'eventTypes' | 'ids' | 'ms' | 'outcomes' | 'reasons' | 'statuses';

export const DELIVERIES = statement<StreamKey & AttemptsAsked>(
  'deliveries',
  (value) => sql`
    select at, event_id, event_type, outcome, status, ms, reason from deliveries
     where ${own(value)} and at < coalesce(${value('before')}::timestamptz, 'infinity')
     order by at desc, id desc
     limit ${value('count')}`,
);

export const PAUSE = statement<StreamKey>(
  'pause-stream',
  (value) => sql`
    update stream_positions set state = 'paused', since = now() where ${own(value)} and state = 'active'
    returning stream`,
);

const afresh = sql`holder = null, due_at = now(), ${working}`;

export const RESUME = statement<StreamKey>(
  'resume-stream',
  (value) => sql`
    update stream_positions set ${afresh}, state = 'active', since = now() where ${own(value)} and state <> 'active'
    returning stream`,
);

/**
 * Moves the position of an active stream. A stream that was not active has already been resumed in the same
 * transaction.
 */
export const REPLAY = statement<StreamKey & { readonly cursor: string }>(
  'replay-stream',
  (value) => sql`
    update stream_positions set ${afresh}, cursor = ${value('cursor')}, acknowledged = '{}', behind_since = null
     where ${own(value)}
    returning stream`,
);
