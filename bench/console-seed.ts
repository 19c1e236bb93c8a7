import { Client } from 'pg';

import { type FleetSize, seedYear } from './history-seed';

/**
 * Name of the stream that each tenant has. The stream is not in the registry, so the service does not deliver its
 * events.
 */
export const STREAM = 'product';

/**
 * Writes everything that the console shows for a fleet: a year of history, the requests and lags of the last week, the
 * last use of each token, and, for each tenant, a stream with its deliveries.
 */
export async function seedConsole(url: string, size: FleetSize, told: (what: string) => void): Promise<void> {
  await seedYear(url, size, told);
  told('the hours of a week');
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("set search_path = scim; set timezone = 'UTC'; set synchronous_commit = off");
  const tenants = `(select distinct tenant_id from groups)`;
  const hour = `date_trunc('hour', now()) - make_interval(hours => ago)`;
  await client.query(
    `insert into hourly_requests (tenant_id, hour, accepted, refused, failed)
     select tenant_id, ${hour}, 200 + ago % 24 * 20, case when ago % 7 = 0 then ago % 5 else 0 end, 0
       from ${tenants} as tenants, generate_series(0, 191) as ago`,
  );
  await client.query(
    `insert into stream_positions (tenant_id, stream, cursor) select tenant_id, '${STREAM}', '' from ${tenants} as tenants`,
  );
  await client.query(
    `insert into hourly_lags (tenant_id, stream, hour, seconds)
     select tenant_id, '${STREAM}', ${hour}, ago % 24 * 30 from ${tenants} as tenants, generate_series(0, 191) as ago`,
  );
  await client.query(
    `insert into deliveries (tenant_id, stream, at, id, event_id, event_type, outcome, status, ms)
     select tenant_id, '${STREAM}', now() - make_interval(mins => n), gen_random_uuid(), gen_random_uuid()::text,
            'user.changed', 'taken', 204, 12
       from ${tenants} as tenants, generate_series(1, 100) as n`,
  );
  await client.query(
    `insert into token_calls (tenant_id, token_id, scope, known_since, accepted)
     select tenant_id, 'gen-1', 'provision', now() - interval '90 days', now() from ${tenants} as tenants`,
  );
  await client.query('vacuum analyze');
  await client.end();
}

/** Waits until the service has counted the users and groups of each tenant once. The service does so when it starts. */
export async function untilCounted(url: string, tenants: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (let counted = 0; counted < tenants;) {
    await new Promise((done) => setTimeout(done, 1_000));
    const { rows } = await client.query<{ count: number }>('select count(*)::integer from scim.tenant_counts');
    counted = rows[0]?.count ?? 0;
  }
  await client.end();
}
