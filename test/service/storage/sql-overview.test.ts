import { randomUUID } from 'node:crypto';

import { Client } from 'pg';

import { Database } from '../../../service/storage/database';
import { SqlOverview } from '../../../service/storage/sql-overview';
import { DATABASES, lockWaits, useDatabase } from '../../support/postgres';

const GEN_3 = { tokenId: 'gen-3', scope: 'provision' } as const;

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

  const insertUsers = (tenant: string, active: number, inactive: number) =>
    db.run(tenant, {
      text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
             select $1, gen_random_uuid(), 'u' || n, 'u' || n, n <= $2, '{}', 1, now(), now(), 'token'
               from generate_series(1, $2::integer + $3::integer) as n`,
      values: [tenant, active, inactive],
    });
  const insertRefusals = (tenant: string, hoursAgo: number, count: number) =>
    db.run(tenant, {
      text: `insert into refusals (tenant_id, at, id, request_id, route, status, detail)
             select $1, now() - make_interval(hours => $2), gen_random_uuid(), 'r', 'POST /Users', 409, 'taken'
               from generate_series(1, $3)`,
      values: [tenant, hoursAgo, count],
    });

  test('counts what a tenant holds, and shows all tenants in one look', async () => {
    const [contoso, fabrikam] = [`contoso-${randomUUID()}`, `fabrikam-${randomUUID()}`];
    await insertUsers(contoso, 5, 2);
    await insertUsers(fabrikam, 1, 0);
    await insertRefusals(contoso, 1, 3);
    await insertRefusals(contoso, 25, 4);
    await overview.noteCounts(contoso);
    await overview.noteCounts(fabrikam);

    const { counts } = await overview.all();

    const expected = { countedAt: expect.any(Date), activeUsers: 5, inactiveUsers: 2, groups: 0, refusals: 3 };
    expect(counts.get(contoso)).toEqual(expected);
    expect(counts.get(fabrikam)).toMatchObject({ activeUsers: 1, inactiveUsers: 0, refusals: 0 });
    expect((await overview.of(contoso)).counts).toEqual(expected);
  });

  test('shows a tenant by itself as it is now, without waiting for a note', async () => {
    const tenant = randomUUID();
    await overview.noteCounts(tenant);
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
    await overview.noteCounts(tenant);
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query('begin');
    await other.query(`set local scim.tenant = '${tenant}'`);
    await other.query(`select from scim.tenant_counts where tenant_id = '${tenant}' for update`);

    const noting = overview.noteCounts(tenant);
    while (!(await lockWaits(database.url))) await new Promise((done) => setTimeout(done, 10));
    await insertUsers(tenant, 1, 0);
    await other.query('commit');
    await noting;
    await other.end();

    expect((await overview.all()).counts.get(tenant)?.activeUsers).toBe(1);
  });

  test('hides the rows of a tenant from statements of another', async () => {
    const tenant = randomUUID();
    await overview.noteCalls(tenant, [{ ...GEN_3, accepted: at(1), refused: undefined }]);
    await overview.noteCounts(tenant);

    for (const table of ['token_calls', 'tenant_counts']) {
      expect(await db.run('another', { text: `select * from ${table}` })).toEqual([]);
      expect(await db.run(tenant, { text: `select * from ${table}` })).toHaveLength(1);
    }
  });
});
