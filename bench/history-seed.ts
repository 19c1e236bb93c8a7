import { Client } from 'pg';

/** The size of a fleet to generate, and how often its users change in a year. */
export interface FleetSize {
  readonly tenants: number;

  /** Number of users in each tenant. */
  readonly users: number;

  /**
   * Number of users in the first tenant.
   *
   * @default - the number of users in each of the other tenants.
   */
  readonly largest?: number;

  /**
   * Number of changes to each user in the year, not counting the user's creation. One in five of these changes affects
   * the user's role; one in ten activates or deactivates the user.
   */
  readonly changes: number;
}

/** The size of a table. */
export interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Number of users in a group. Each user is in one group. */
const MEMBERS = 40;

/** Number of refused requests of each tenant per day, and the number of days for which they are kept. */
const REFUSALS_A_DAY = 10;
const REFUSAL_DAYS = 30;

const MONTHS = 12;

export function slugOf(tenant: number): string {
  return `tenant-${String(tenant).padStart(4, '0')}`;
}

export function userIdOf(user: number): string {
  return `018f0000-0000-7000-8000-${user.toString(16).padStart(12, '0')}`;
}

export function groupIdOf(group: number): string {
  return `018f0000-0000-7000-9000-${group.toString(16).padStart(12, '0')}`;
}

/**
 * Writes users, groups and a year of their history. Connects as the owner of the database, and fills the history month
 * by month, since each month has its own partition.
 */
export async function seedYear(url: string, size: FleetSize, told: (what: string) => void): Promise<TableSize[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    "set search_path = scim; set timezone = 'UTC'; set synchronous_commit = off; set session_replication_role = replica",
  );
  await makeMonths(client);
  for (let tenant = 0; tenant < size.tenants; tenant++) {
    if (tenant % 50 === 0) told(`${tenant} of ${size.tenants} tenants`);
    const users = tenant === 0 ? (size.largest ?? size.users) : size.users;
    await seedTenant(client, slugOf(tenant), { ...size, users });
  }
  await client.query("update migrations set at = now() - interval '1 year'"); // the history starts at this time
  told('vacuum and analyze');
  await client.query('vacuum analyze');
  const sizes = await sizesOf(client);
  await client.end();
  return sizes;
}

/** Creates partitions for the past months. They replace the partition that holds everything before the first month. */
async function makeMonths(client: Client): Promise<void> {
  await client.query(`
    do $$
    declare
      parent text;
      month  timestamptz;
      before text;
    begin
      for before in select name from log_partitions where begins = '-infinity' loop
        execute format('drop table %I', before);
      end loop;
      foreach parent in array '{provisioning_log,membership_log,refusals}'::text[] loop
        for month in
          select generate_series(date_trunc('month', now()) - interval '${MONTHS} months', date_trunc('month', now()), '1 month')
        loop
          continue when exists (select from log_partitions where log = parent and begins <= month and month < ends);
          execute format('create table %I partition of %I for values from (%L) to (%L)',
                         parent || '_' || to_char(month, 'YYYY_MM'), parent, month, month + interval '1 month');
        end loop;
      end loop;
    end
    $$`);
}

async function seedTenant(client: Client, slug: string, { users, changes }: FleetSize): Promise<void> {
  const id = (prefix: string, number: string) =>
    `('018f0000-0000-7000-${prefix}-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
  const run = (text: string, ...more: unknown[]) => client.query(text, [slug, users, ...more]);
  await run(
    `insert into users (tenant_id, id, user_name, user_name_key, external_id, active, attributes, version, created, last_modified, changed_by)
     select $1, ${id('8000', 'n')}, 'user' || n || '@' || $1, 'user' || n || '@' || $1, 'external-' || n, n % 20 <> 0,
            jsonb_build_object('displayName', 'User ' || n, 'title', 'Engineer', 'roles', jsonb_build_array(jsonb_build_object(
              'value', case when n % 100 = 0 then 'account_administrator' else 'account_reviewer' end, 'primary', true))),
            1, now() - interval '1 year', now(), 'gen-1'
       from generate_series(0, $2::integer - 1) as n`,
  );
  await run(
    `insert into groups (tenant_id, id, display_name, display_name_key, attributes, version, created, last_modified)
     select $1, ${id('9000', 'n')}, 'Group ' || n, 'group ' || n, '{}', 1, now(), now()
       from generate_series(0, ($2::integer - 1) / ${MEMBERS}) as n`,
  );
  await run(
    `insert into members (tenant_id, group_id, user_id)
     select $1, ${id('9000', `n / ${MEMBERS}`)}, ${id('8000', 'n')} from generate_series(0, $2::integer - 1) as n`,
  );
  await run(
    `insert into membership_log (tenant_id, user_id, at, group_id, version, group_name, joined, request_id, token_id)
     select $1, ${id('8000', 'n')}, now() - interval '364 days', ${id('9000', `n / ${MEMBERS}`)}, 1, 'Group ' || n / ${MEMBERS}, true,
            gen_random_uuid()::text, 'gen-1'
       from generate_series(0, $2::integer - 1) as n`,
  );
  // The first change of each user is the creation; the others are spread over the year.
  await run(
    `insert into provisioning_log (tenant_id, at, request_id, token_id, action, resource_type, resource_id, name, external_id, version,
                                   attributes, changes)
     select $1, now() - make_interval(secs => 31536000 * (1 - (c + (n % 97) / 97.0) / ($3::integer + 1))), gen_random_uuid()::text, 'gen-1',
            case when c = 0 then 'create' else 'change' end, 'User', ${id('8000', 'n')}, 'user' || n || '@' || $1, 'external-' || n, c + 1,
            case when c = 0 then '{userName,externalId,active,displayName,title,roles,name,emails}'::text[]
                 when c % 5 = 1 then '{roles}' when c % 10 = 2 then '{active}' else '{title}' end,
            case when c = 0 then jsonb_build_object('userName', jsonb_build_object('after', 'user' || n || '@' || $1),
                                                    'active', '{"after":true}'::jsonb, 'role', '{"after":"account_reviewer"}'::jsonb)
                 when c % 5 = 1 then '{"role":{"before":"account_analyst","after":"account_reviewer"}}'
                 when c % 10 = 2 then '{"active":{"before":true,"after":false}}' else '{}' end
       from generate_series(0, $2::integer - 1) as n, generate_series(0, $3::integer) as c`,
    changes,
  );
  await client.query(
    `insert into refusals (tenant_id, at, id, request_id, token_id, route, resource_id, status, scim_type, detail)
     select $1, now() - make_interval(hours => 24 * day, mins => n), gen_random_uuid(), gen_random_uuid()::text, 'gen-1', 'PATCH /Users/{id}',
            gen_random_uuid()::text, 400, 'invalidValue', 'there is no account role ''…''; known roles are account_reviewer'
       from generate_series(0, ${REFUSAL_DAYS - 1}) as day, generate_series(1, ${REFUSALS_A_DAY}) as n`,
    [slug],
  );
}

/** The size of each table, including its indexes and all its partitions. The largest table comes first. */
async function sizesOf(client: Client): Promise<TableSize[]> {
  const { rows } = await client.query<{ table: string; rows: string; bytes: string }>(
    `select coalesce(parent.relname, c.relname) as table, sum(greatest(c.reltuples, 0))::bigint as rows,
            sum(pg_total_relation_size(c.oid))::bigint as bytes
       from pg_class c
       left join pg_inherits on inhrelid = c.oid
       left join pg_class parent on parent.oid = inhparent
      where c.relnamespace = 'scim'::regnamespace and c.relkind = 'r'
      group by 1 order by 3 desc`,
  );
  return rows
    .map(({ table, rows: count, bytes }) => ({ table, rows: Number(count), bytes: Number(bytes) }))
    .filter(({ rows: count }) => count > 0);
}
