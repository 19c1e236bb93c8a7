import type { Database } from '../../service/storage/connections/database';

import { startConsole } from './console';
import { administer } from './postgres';
import { registryEntry } from './registry-entry';
import { newToken } from './scim-client';

const SECRETS = { secrets: ['stream-1'] };
const STREAMS = ['product', 'warehouse'].map((name) => ({
  name,
  delivery: 'webhook',
  url: `https://${name}.example.com/hooks`,
  ...SECRETS,
}));

/** Slug of a tenant of the fleet. */
export function slugOf(tenant: number): string {
  return `tenant-${String(tenant).padStart(4, '0')}`;
}

/**
 * A console with a fleet that has been in use for a year. In every twenty tenants, the first is silent, the second is
 * refused, the stream of the third has ended, that of the fourth is behind, the fifth has never been called, and every
 * other one had refusals in the last day.
 */
export async function startFleet(url: string, db: Database, size: number) {
  const numbers = Array.from({ length: size }, (_, index) => index + 1);
  const others = numbers.map((n) =>
    registryEntry(slugOf(n), newToken(), {
      plan: n % 3 === 0 ? 'business_critical' : 'enterprise',
      streams: STREAMS.slice(0, n % 4 === 0 ? 2 : n % 4),
      ...(n % 20 === 6 ? { scimEnabled: false } : {}),
    }),
  );
  const seed = `
    set search_path = scim;
    create temporary table fleet as
      select n, 'tenant-' || lpad(n::text, 4, '0') as slug, n % 20 as kind from generate_series(1, ${size}) as n;
    insert into tenant_counts (tenant_id, counted_at, active_users, inactive_users, groups, refusals, refused_by_hour)
      select slug, now(), floor(random() * 40000), floor(random() * 900), floor(random() * 400), refused.total, refused.by_hour from fleet,
             lateral (select coalesce(sum(times), 0) as total,
                             coalesce(jsonb_object_agg(floor(extract(epoch from now()) / 3600)::integer * 3600 - ago * 3600, times), '{}') as by_hour
                        from (select ago, 1 + floor(40 * random())::integer as times from generate_series(0, 23) as ago
                               where n % 2 = 0 and random() < 0.6) as hours) as refused;
    insert into token_calls (tenant_id, token_id, scope, known_since, accepted, refused)
      select slug, 'gen-1', 'provision', now() - make_interval(days => 1 + n * 37 % 365, secs => random() * 80000),
             now() - case kind when 1 then interval '3 hours' when 2 then interval '5 hours' else make_interval(secs => n % 2400 + random()) end,
             case when kind = 2 then now() - make_interval(secs => n % 600) when n % 2 = 0 then now() - make_interval(secs => random() * 80000) end
        from fleet where kind <> 5;
    insert into stream_positions (tenant_id, stream, cursor, state, behind_since)
      select slug, stream, '', case when kind = 3 and stream = 'product' then 'ended' else 'active' end,
             case when kind in (3, 4) then now() - make_interval(mins => n % 300 + 6) when n % 7 = 0 then now() - interval '12 seconds' end
        from fleet, unnest('{product,warehouse}'::text[]) as stream`;
  await administer(url, `${seed};`);
  return startConsole(db, { others });
}
