import { sql } from 'kysely';

import type { RequestsInHour } from '../../directory/overview';
import { type Parameter, statement } from '../statements/statement';

interface OfTenant {
  readonly tenant: string;
}

interface Since extends OfTenant {
  readonly since: Date;
}

/** How long hourly numbers are kept. The longest plot shows seven days. */
const KEPT = sql`interval '8 days'`;

const sinceIn = (value: Parameter<Since>) =>
  sql`tenant_id = ${value('tenant')} and hour >= ${value('since')}::timestamptz`;

export const REQUESTS = statement<Since>(
  'requests-by-hour',
  (value) => sql`select hour, accepted, refused, failed from hourly_requests where ${sinceIn(value)} order by hour`,
);

export const LAGS = statement<Since>(
  'lags-by-hour',
  (value) => sql`select stream, hour, seconds from hourly_lags where ${sinceIn(value)} order by stream, hour`,
);

export const ADD_REQUESTS = statement<OfTenant & RequestsInHour>(
  'add-requests',
  (value) => sql`
    insert into hourly_requests (tenant_id, hour, accepted, refused, failed)
    values (${value('tenant')}, ${value('hour')}, ${value('accepted')}, ${value('refused')}, ${value('failed')})
    on conflict (tenant_id, hour) do update
       set accepted = hourly_requests.accepted + excluded.accepted, refused = hourly_requests.refused + excluded.refused,
           failed = hourly_requests.failed + excluded.failed`,
);

export const NOTE_LAGS = statement<OfTenant>(
  'note-lags',
  (value) => sql`
    insert into hourly_lags (tenant_id, stream, hour, seconds)
    select stream_positions.tenant_id, stream, date_trunc('hour', statement_timestamp(), 'UTC'),
           coalesce(extract(epoch from statement_timestamp() - behind_since), 0)::integer
      from stream_positions where tenant_id = ${value('tenant')}
    on conflict (tenant_id, stream, hour) do update set seconds = excluded.seconds
     where excluded.seconds > hourly_lags.seconds`,
);

export const TRIM_REQUESTS = statement<OfTenant>(
  'trim-requests',
  (value) => sql`
    delete from hourly_requests where tenant_id = ${value('tenant')} and hour < statement_timestamp() - ${KEPT}`,
);

export const TRIM_LAGS = statement<OfTenant>(
  'trim-lags',
  (value) =>
    sql`delete from hourly_lags where tenant_id = ${value('tenant')} and hour < statement_timestamp() - ${KEPT}`,
);
