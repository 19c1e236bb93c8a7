import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { SqlOverview } from '../../../service/storage/admin/sql-overview';
import { Database } from '../../../service/storage/connections/database';
import { startAdmin } from '../../support/admin';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken } from '../../support/scim-client';

const HOUR_MS = 3_600_000;

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

test('counts requests and lags by hour, from a given hour on', async () => {
  const current = Math.floor(Date.now() / HOUR_MS);
  const hour = (ago: number) => new Date((current - ago) * HOUR_MS);
  const counts = { accepted: 7, refused: 2, failed: 1 };
  await new SqlOverview(db).note('contoso', [
    { hour: hour(3), ...counts },
    { hour: hour(5), ...counts },
  ]);
  await db.run('contoso', {
    text: `insert into hourly_lags (tenant_id, stream, hour, seconds)
           select 'contoso', 'product', at, 60 from unnest($1::timestamptz[]) as at`,
    values: [[hour(3), hour(5)]],
  });
  await using admin = await startAdmin(database, db);

  const since = `?since=${hour(4).toISOString()}`;
  const requests = await admin.ask(`/tenants/contoso/requests${since}`);
  const lags = await admin.ask(`/tenants/contoso/lags${since}`);

  expect(requests.body.items).toEqual([{ hour: hour(3).toISOString(), ...counts }]);
  expect(lags.body.items).toEqual([{ stream: 'product', hour: hour(3).toISOString(), seconds: 60 }]);
  expect((await admin.ask('/tenants/contoso/requests')).body.items).toHaveLength(2);
});

test('counts users by role in the order of the tenant, with roles that nobody has and roles that are gone', async () => {
  const own = TenantRegistry.parse(
    JSON.stringify({
      tenants: [
        registryEntry('northwind', newToken(), {
          roles: ['account_reviewer', 'account_analyst'].map((value) => ({ value, displayName: value })),
        }),
      ],
    }),
  );
  const roles = ['account_analyst', 'account_analyst', 'gone', null];
  await db.run('northwind', {
    text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
           select 'northwind', gen_random_uuid(), 'u' || n, 'u' || n, n > 1, case when role is null then '{}' else
                  jsonb_build_object('roles', jsonb_build_array(jsonb_build_object('value', role))) end, 1, now(), now(), 'gen-1'
             from unnest($1::text[]) with ordinality as each (role, n)`,
    values: [roles],
  });
  await using admin = await startAdmin(database, db, { registry: own });

  const { body } = await admin.ask('/tenants/northwind/roles');

  expect(body.items).toEqual([
    { role: 'account_reviewer', active: 0, inactive: 0 },
    { role: 'account_analyst', active: 1, inactive: 1 },
    { role: 'gone', active: 1, inactive: 0 },
    { role: null, active: 1, inactive: 0 },
  ]);
});

test('counts users by role once a minute, however many people ask, and again after a failure', async () => {
  await using admin = await startAdmin(database, db);
  const counted = jest.spyOn(SqlOverview.prototype, 'usersByRole').mockRejectedValueOnce(new Error('no memory'));
  const asked = async () => (await admin.ask('/tenants/contoso/roles')).status;

  expect(await asked()).toBe(500);
  expect(await Promise.all([asked(), asked(), asked()])).toEqual([200, 200, 200]);
  expect(await asked()).toBe(200);
  expect(counted).toHaveBeenCalledTimes(2);
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + 60_001);
  expect(await asked()).toBe(200);
  expect(counted).toHaveBeenCalledTimes(3);
  jest.restoreAllMocks();
});
