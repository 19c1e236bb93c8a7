import { Client } from 'pg';

import { administer, DATABASES, useDatabase } from '../../support/postgres';

const TENANTS = ['contoso', 'fabrikam'] as const;

const INSERT = (table: string, tenant: string, count: number) => `
  insert into ${table} (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
  select '${tenant}', gen_random_uuid(), 'u' || n, 'u' || n, true, '{}', 1, now(), now(), 'token'
    from generate_series(1, ${count}) as n`;

/** A table with users of two tenants, and the URL of the node that holds it. */
interface Place {
  readonly url: string;
  readonly table: string;
}

describe.each(DATABASES)('a node of %s, asked directly as the role that serves requests', (name, server) => {
  const database = useDatabase(server);
  const isCluster = name === 'TEST_CITUS_URL';
  let places: readonly Place[];
  beforeAll(async () => {
    for (const tenant of TENANTS) await administer(database.url, INSERT('scim.users', tenant, 3));
    places = await placesOf(database.url);
  });

  /** Runs statements in a transaction of their own that is rolled back. @returns the rows of the last one. */
  async function ask({ url }: Place, ...statements: readonly string[]): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url, options: '-c role=scim_runtime' });
    await client.connect();
    try {
      await client.query('begin');
      let rows: Record<string, unknown>[] = [];
      for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
      return rows;
    } finally {
      await client.end();
    }
  }

  const serve = (tenant: string) => `set local scim.tenant = '${tenant}'`;
  const tenantsIn = (table: string) => `select tenant_id, count(*)::integer as users from ${table} group by tenant_id`;

  test('shows each tenant its own rows, and nothing before a transaction names a tenant', async () => {
    const seen = [];
    for (const place of places) {
      // A node of a cluster refuses to answer, because an empty answer might be taken for the truth.
      const before = await ask(place, tenantsIn(place.table)).catch((error: unknown) => (error as Error).message);
      expect(before).toEqual(isCluster ? expect.stringContaining('scim.tenant.is_not_set') : []);
      for (const tenant of TENANTS) seen.push(...(await ask(place, serve(tenant), tenantsIn(place.table))));
    }

    expect(seen).toHaveLength(TENANTS.length);
    expect(seen).toEqual(expect.arrayContaining(TENANTS.map((tenant_id) => ({ tenant_id, users: 3 }))));
  });

  test('changes and removes no row of another tenant', async () => {
    for (const place of places) {
      const { table } = place;
      expect(await ask(place, serve('another'), `update ${table} set version = 9 returning id`)).toEqual([]);
      expect(await ask(place, serve('another'), `delete from ${table} returning id`)).toEqual([]);
    }
  });

  test.each([
    ['inserts a row of another tenant', (table: string) => INSERT(table, 'contoso', 1), /violates/],
    [
      'switches row-level security off',
      (table: string) => `alter table ${table} disable row level security`,
      /must be owner/,
    ],
    ['drops the policy', (table: string) => `drop policy tenant on ${table}`, /must be owner/],
  ])('fails when a statement %s', async (_what, statement, reason) => {
    for (const place of places) {
      await expect(ask(place, serve('another'), statement(place.table))).rejects.toThrow(reason);
    }
  });
});

/** The tables that hold the users: one on a server, and one for each shard with rows on a cluster. */
async function placesOf(url: string): Promise<Place[]> {
  const [citus] = await administer(url, `select to_regclass('pg_dist_partition') is not null as found`);
  if (citus?.['found'] !== true) return [{ url, table: 'scim.users' }];
  const shards = await administer(
    url,
    `select distinct nodename, nodeport, shard_name(logicalrelid, shardid) as table
       from pg_dist_shard join pg_dist_placement using (shardid) join pg_dist_node using (groupid)
      where logicalrelid = 'scim.users'::regclass
        and shardid in (select get_shard_id_for_distribution_column('scim.users', tenant_id) from scim.users)`,
  );
  return shards.map(({ nodename, nodeport, table }) => {
    const node = Object.assign(new URL(url), { hostname: String(nodename), port: String(nodeport) });
    return { url: node.href, table: String(table) };
  });
}
