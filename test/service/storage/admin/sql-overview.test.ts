import { randomUUID } from 'node:crypto';

import { Client } from 'pg';

import { SqlOverview } from '../../../../service/storage/admin/sql-overview';
import { Database } from '../../../../service/storage/connections/database';
import { administer, DATABASES, lockWaits, useDatabase } from '../../../support/postgres';

const GEN_3 = { tokenId: 'gen-3', scope: 'provision' } as const;

const HOUR_MS = 3_600_000;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 14, minute));

describe.each(DATABASES)('the overview on %s', (_name, server) => {
  const database = useDatabase(server);
  let db: Database;
  let overview: SqlOverview;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
    overview = new SqlOverview(db);
  });
  afterAll(() => db.close());

  // As the owner, because a cluster copies generated rows, which row-level security refuses.
  const insertUsers = (tenant: string, active: number, inactive: number) =>
    administer(
      database.url,
      `insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
       select '${tenant}', gen_random_uuid(), 'u' || n, 'u' || n, n <= ${active}, '{}', 1, now(), now(), 'token'
         from generate_series(1, ${active + inactive}) as n`,
    );
  const insertRefusals = (tenant: string, hoursAgo: number, count: number) =>
    administer(
      database.url,
      `insert into scim.refusals (tenant_id, at, id, request_id, route, status, detail)
       select '${tenant}', now() - interval '${hoursAgo} hours', gen_random_uuid(), 'r', 'POST /Users', 409, 'taken'
         from generate_series(1, ${count})`,
    );

  test('counts what a tenant holds, and shows all tenants in one look', async () => {
    const [contoso, fabrikam] = [`contoso-${randomUUID()}`, `fabrikam-${randomUUID()}`];
    await insertUsers(contoso, 5, 2);
    await insertUsers(fabrikam, 1, 0);
    await insertRefusals(contoso, 1, 3);
    await insertRefusals(contoso, 25, 4);
    await overview.note(contoso, []);
    await overview.note(fabrikam, []);

    const { counts } = await overview.all();

    const expected = {
      countedAt: expect.any(Date),
      activeUsers: 5,
      inactiveUsers: 2,
      groups: 0,
      refusals: 3,
      refusedByHour: Array<number>(24).fill(0),
    };
    expect(counts.get(contoso)).toEqual(expected);
    expect(counts.get(fabrikam)).toMatchObject({ activeUsers: 1, inactiveUsers: 0, refusals: 0 });
    expect((await overview.of(contoso)).counts).toEqual(expected);
  });

  test('shows a tenant by itself as it is now, without waiting for a note', async () => {
    const tenant = randomUUID();
    await overview.note(tenant, []);
    await insertUsers(tenant, 1, 0);

    expect((await overview.of(tenant)).counts.activeUsers).toBe(1);
    expect((await overview.all()).counts.get(tenant)?.activeUsers).toBe(0);
  });

  test('keeps the latest use of a token, whichever replica notes it last', async () => {
    const tenant = randomUUID();
    await overview.noteCalls(tenant, [{ ...GEN_3, accepted: at(5), refused: undefined }]);
    await overview.noteCalls(tenant, [{ ...GEN_3, accepted: at(4), refused: at(2) }]);
    await overview.noteCalls(tenant, [{ ...GEN_3, accepted: undefined, refused: undefined }]);
    await overview.noteCalls(tenant, [{ tokenId: 'reader-1', scope: 'read', accepted: undefined, refused: undefined }]);

    const calls = await overview.callsOf(tenant);

    expect(calls).toEqual([
      { tenant, ...GEN_3, knownSince: expect.any(Date), accepted: at(5), refused: at(2) },
      {
        tenant,
        tokenId: 'reader-1',
        scope: 'read',
        knownSince: expect.any(Date),
        accepted: undefined,
        refused: undefined,
      },
    ]);
    expect((await overview.all()).calls.filter((call) => call.tenant === tenant)).toEqual(calls);
  });

  test('never says of a token that it is younger than it was first known', async () => {
    const tenant = randomUUID();
    const note = () => overview.noteCalls(tenant, [{ ...GEN_3, accepted: new Date(), refused: undefined }]);
    await note();
    const [before] = await overview.callsOf(tenant);
    await note();

    expect((await overview.callsOf(tenant))[0]?.knownSince).toEqual(before?.knownSince);
  });

  test('counts what is there once its turn comes, when another replica counts at the same time', async () => {
    const tenant = randomUUID();
    await overview.note(tenant, []);
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query('begin');
    await other.query(`set local scim.tenant = '${tenant}'`);
    await other.query(`select from scim.tenant_counts where tenant_id = '${tenant}' for update`);

    const noting = overview.note(tenant, []);
    while (!(await lockWaits(database.url))) await new Promise((done) => setTimeout(done, 10));
    await insertUsers(tenant, 1, 0);
    await other.query('commit');
    await noting;
    await other.end();

    expect((await overview.all()).counts.get(tenant)?.activeUsers).toBe(1);
  });

  describe('the hours of a tenant', () => {
    const hour = (ago: number) => new Date(Math.floor(Date.now() / HOUR_MS - ago) * HOUR_MS);
    const putStream = (tenant: string, behind: string) =>
      db.run(tenant, {
        text: `insert into stream_positions (tenant_id, stream, cursor, behind_since) values ($1, 'product', '', now() - $2::interval)
               on conflict (tenant_id, stream) do update set behind_since = excluded.behind_since`,
        values: [tenant, behind],
      });

    test('add up the requests that replicas note', async () => {
      const tenant = randomUUID();
      await overview.note(tenant, [{ hour: hour(1), accepted: 5, refused: 1, failed: 0 }]);
      await overview.note(tenant, [
        { hour: hour(1), accepted: 2, refused: 0, failed: 4 },
        { hour: hour(0), accepted: 1, refused: 0, failed: 0 },
      ]);

      expect(await overview.requests(tenant, hour(1))).toEqual([
        { hour: hour(1), accepted: 7, refused: 1, failed: 4 },
        { hour: hour(0), accepted: 1, refused: 0, failed: 0 },
      ]);
      expect(await overview.requests(tenant, hour(0))).toHaveLength(1);
    });

    test('show for all tenants when requests of the last day were refused', async () => {
      const tenant = randomUUID();
      const requests = [0, 2, 23, 24].map((ago) => ({ hour: hour(ago), accepted: 1, refused: ago + 1, failed: 0 }));
      await overview.note(tenant, requests);

      const { refusedByHour } = (await overview.all()).counts.get(tenant) ?? {};

      expect(refusedByHour).toEqual([24, ...Array<number>(20).fill(0), 3, 0, 1]);
      expect((await overview.of(tenant)).counts.refusedByHour).toEqual(refusedByHour);
    });

    test('keep how far behind a stream was at worst', async () => {
      const tenant = randomUUID();
      for (const behind of ['5 minutes', '2 hours', '10 seconds']) {
        await putStream(tenant, behind);
        await overview.note(tenant, []);
      }

      const lags = await overview.lags(tenant, hour(1));

      expect(Math.max(...lags.map(({ seconds }) => seconds))).toBeGreaterThanOrEqual(7200);
      expect(Math.max(...lags.map(({ seconds }) => seconds))).toBeLessThan(7260);
    });

    test('say of a stream that it was up to date', async () => {
      const tenant = randomUUID();
      await db.run(tenant, {
        text: `insert into stream_positions (tenant_id, stream, cursor) values ($1, 'product', '')`,
        values: [tenant],
      });
      await overview.note(tenant, []);

      expect((await overview.lags(tenant, hour(1))).map(({ seconds }) => seconds)).toEqual([0]);
    });

    test('are kept for a week', async () => {
      const tenant = randomUUID();
      const requests = [24 * 9, 24 * 7].map((ago) => ({ hour: hour(ago), accepted: 1, refused: 0, failed: 0 }));
      for (const each of requests)
        await db.run(tenant, {
          text: `insert into hourly_lags (tenant_id, stream, hour, seconds) values ($1, 'product', $2, 1)`,
          values: [tenant, each.hour],
        });
      await overview.note(tenant, requests);

      const kept = [hour(24 * 7)];
      expect((await overview.requests(tenant, hour(24 * 30))).map((each) => each.hour)).toEqual(kept);
      expect((await overview.lags(tenant, hour(24 * 30))).map((each) => each.hour)).toEqual(kept);
    });
  });

  test('counts the users of each role, and those without one', async () => {
    const tenant = randomUUID();
    await insertUsers(tenant, 3, 1);
    await db.run(tenant, {
      text: `update users set attributes = '{"roles":[{"value":"account_analyst"}]}'
              where tenant_id = $1 and user_name in ('u1', 'u2', 'u4')`,
      values: [tenant],
    });

    const counted = await overview.usersByRole(tenant);

    expect(counted).toHaveLength(2);
    expect(counted).toEqual(
      expect.arrayContaining([
        { role: 'account_analyst', active: 2, inactive: 1 },
        { role: null, active: 1, inactive: 0 },
      ]),
    );
  });

  test('hides the rows of a tenant from statements of another', async () => {
    const tenant = randomUUID();
    await overview.noteCalls(tenant, [{ ...GEN_3, accepted: at(1), refused: undefined }]);
    await overview.note(tenant, [{ hour: new Date(), accepted: 1, refused: 0, failed: 0 }]);

    for (const table of ['token_calls', 'tenant_counts', 'hourly_requests']) {
      expect(await db.run('another', { text: `select * from ${table}` })).toEqual([]);
      expect(await db.run(tenant, { text: `select * from ${table}` })).toHaveLength(1);
    }
  });
});
