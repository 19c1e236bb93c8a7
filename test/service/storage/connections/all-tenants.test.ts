import { StoreUnavailable } from '../../../../service/directory/store';
import { CALLS_OF_ALL, COUNTS_OF_ALL } from '../../../../service/storage/admin/overview-statements';
import { DIGESTS, SWITCHES } from '../../../../service/storage/admin/portal-statements';
import { SqlOverview } from '../../../../service/storage/admin/sql-overview';
import { SqlPortal } from '../../../../service/storage/admin/sql-portal';
import { Database } from '../../../../service/storage/connections/database';
import { SqlPositions } from '../../../../service/storage/history/sql-positions';
import { DUE, HEALTH_OF_ALL, POSITIONS_AFTER } from '../../../../service/storage/history/stream-statements';
import { administer, DATABASES, useDatabase } from '../../../support/postgres';

const [DOWN, UP, ALSO_UP] = ['contoso', 'fabrikam', 'northwind'] as const;
const TENANTS = [UP, DOWN, ALSO_UP];

describe('while the node of a tenant is down, in a cluster,', () => {
  const database = useDatabase();
  let db: Database;
  beforeAll(async () => {
    db = new Database({ connectionString: database.url }, () => undefined);
    await fill(db);
  });
  afterAll(() => db.close());

  /** Lets the database answer as the coordinator of a cluster does. Each tenant has its own node. */
  async function stopNodeOf(...down: readonly string[]): Promise<void> {
    const list = (slugs: readonly string[]) => `array[${slugs.map((slug) => `'${slug}'`).join()}]`;
    const answering = (name: string, parameters: string, table: string, asked: string) => `
      drop function scim.${name}(${parameters});
      create function scim.${name}(${parameters}) returns setof scim.${table}
      language plpgsql stable security definer as $$
      begin
        if ${asked} && ${list(down)} then
          raise exception 'connection to the remote node failed' using errcode = 'connection_failure';
        end if;
        return query select * from scim.${table} where tenant_id = any (${asked});
      end $$`;
    const statements = [
      `drop table if exists scim.pg_dist_placement`,
      `create table scim.pg_dist_placement as select slug as groupid, slug as shardid from unnest(${list(TENANTS)}) as slug`,
      `drop table if exists scim.pg_dist_node`,
      `create table scim.pg_dist_node as
       select slug as groupid, slug as nodename, 5432 as nodeport, 'primary' as noderole from unnest(${list(TENANTS)}) as slug`,
      `grant select on scim.pg_dist_placement, scim.pg_dist_node to public`,
      `create or replace function scim.get_shard_id_for_distribution_column(t text, tenant text) returns text
       language sql as $$ select tenant $$`,
      answering('counts_of_tenants', '', 'tenant_counts', list(TENANTS)),
      answering('counts_of_tenants', 'text[]', 'tenant_counts', '$1'),
      answering('calls_of_tokens', '', 'token_calls', list(TENANTS)),
      answering('calls_of_tokens', 'text[]', 'token_calls', '$1'),
      answering('portal_switches', '', 'portal_tenants', list(TENANTS)),
      answering('portal_switches', 'text[]', 'portal_tenants', '$1'),
      answering('portal_digests', '', 'portal_tokens', list(TENANTS)),
      answering('portal_digests', 'text[]', 'portal_tokens', '$1'),
      answering('stream_positions_after', 'text, text, integer', 'stream_positions', list(TENANTS)),
      answering('stream_positions_after', 'text, text, integer, text[]', 'stream_positions', '$4'),
    ];
    for (const statement of statements) await administer(database.url, statement);
  }

  test('the others are shown, and the tenant is named as missing', async () => {
    await stopNodeOf(DOWN);

    const { counts, calls, missing } = await new SqlOverview(db, TENANTS).all();

    expect([...counts.keys()].sort()).toEqual([UP, ALSO_UP]);
    expect(calls.map(({ tenant }) => tenant).sort()).toEqual([UP, ALSO_UP]);
    expect([...missing]).toEqual([DOWN]);
  });

  test('the streams of the others are found, in their order', async () => {
    await stopNodeOf(DOWN);
    const positions = new SqlPositions(db, TENANTS);
    const keys = (found: readonly { tenant: string; stream: string }[]) =>
      found.map(({ tenant, stream }) => `${tenant}/${stream}`);

    expect(keys(await positions.all()).sort()).toEqual([
      `${UP}/audit`,
      `${UP}/product`,
      `${ALSO_UP}/audit`,
      `${ALSO_UP}/product`,
    ]);
    expect(keys(await positions.after(undefined, 3))).toEqual([`${UP}/audit`, `${UP}/product`, `${ALSO_UP}/audit`]);
  });

  test('a replica learns what the others change in the portal', async () => {
    await stopNodeOf(DOWN);
    const portal = new SqlPortal(db, TENANTS);
    const by = { requestId: 'request-1', tokenId: 'portal:ann-7' };
    const before = await portal.version();
    const token = { sha256: 'a'.repeat(64), now: new Date(), expiresAt: new Date('2099-01-01'), made: 0 };

    await portal.addToken(UP, token, by);

    const { accounts, missing } = await portal.all();
    expect(await portal.version()).not.toBe(before);
    expect(accounts).toMatchObject([{ tenant: UP, tokens: [{ id: 'portal-1' }] }]);
    expect([...missing]).toEqual([DOWN]);
  });

  test('all are missing when each node is down', async () => {
    await stopNodeOf(...TENANTS);

    const { counts, missing } = await new SqlOverview(db, TENANTS).all();

    expect(counts.size).toBe(0);
    expect([...missing].sort()).toEqual([...TENANTS].sort());
  });

  test('fails for a caller who knows no tenants', async () => {
    await stopNodeOf(DOWN);

    await expect(new SqlOverview(db).all()).rejects.toThrow(StoreUnavailable);
  });
});

describe.each(DATABASES)('what is asked about some tenants on %s', (_name, server) => {
  const database = useDatabase(server);

  test('is answered for them as it is for all', async () => {
    const db = new Database({ connectionString: database.url }, () => undefined);
    await fill(db);
    await administer(database.url, 'update scim.stream_positions set due_at = now()');
    const token = { sha256: 'a'.repeat(64), now: new Date(), expiresAt: new Date('2099-01-01'), made: 0 };
    for (const tenant of TENANTS)
      await new SqlPortal(db).addToken(tenant, token, { requestId: 'request-1', tokenId: 'portal:ann-7' });

    for (const call of [
      COUNTS_OF_ALL.with({}),
      CALLS_OF_ALL.with({}),
      HEALTH_OF_ALL.with({}),
      POSITIONS_AFTER.with({ tenant: UP, stream: 'audit', count: 10 }),
      DUE.with({ count: 10 }),
      SWITCHES.with({}),
      DIGESTS.with({}),
    ]) {
      const all = await db.maintain<{ tenant_id: string }>(call.forAll);
      const some = await db.maintain<{ tenant_id: string }>(call.among([UP, ALSO_UP]));
      expect(new Set(all.map(({ tenant_id }) => tenant_id)).size).toBeGreaterThan(1);
      expect(new Set(some)).toEqual(new Set(all.filter(({ tenant_id }) => tenant_id !== DOWN)));
    }
    await db.close();
  });
});

/** Stores counts, the call of a token, and two streams for each tenant. */
async function fill(db: Database): Promise<void> {
  const [overview, positions] = [new SqlOverview(db), new SqlPositions(db)];
  const call = { tokenId: 'gen-1', scope: 'provision', accepted: new Date(), refused: undefined } as const;
  for (const tenant of TENANTS) {
    await overview.note(tenant, []);
    await overview.noteCalls(tenant, [call]);
    for (const stream of ['audit', 'product']) await positions.begin({ tenant, stream }, 'cursor');
  }
}
