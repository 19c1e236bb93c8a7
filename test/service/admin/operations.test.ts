import { randomUUID } from 'node:crypto';

import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { Database } from '../../../service/storage/connections/database';
import { change, KEY, startAdmin } from '../../support/admin';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken } from '../../support/scim-client';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

test('lists page by page, as far as it says', async () => {
  const ids: string[] = [];
  for (let times = 0; times < 5; times++) ids.push(await change(db));
  const [{ begins }] = (await db.run('contoso', {
    text: 'select min(at) as begins from provisioning_log where resource_id = $1',
    values: [ids[0]],
  })) as [{ begins: Date }];
  await using admin = await startAdmin(database, db);

  const found: string[] = [];
  const sizes: number[] = [];
  for (let next: string | null = ''; next !== null;) {
    const cursor = next === '' ? '' : `&cursor=${next}`;
    const { body } = await admin.ask(`/tenants/contoso/changes?count=2&since=${begins.toISOString()}${cursor}`);
    found.push(...body.items.map(({ id }: { id: string }) => id));
    sizes.push(body.items.length);
    ({ next } = body);
  }

  expect(found).toEqual([...ids].reverse());
  expect(sizes).toEqual([2, 2, 1]);
});

test("says that an active user without a role has the tenant's default role", async () => {
  const ids: string[] = [randomUUID(), randomUUID()].sort();
  for (const [at, id] of ids.entries())
    await db.run('contoso', {
      text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
             values ('contoso', $1, $2, $2, $3, '{}', 1, now(), now(), 'gen-3')`,
      values: [id, `user-${id}`, at === 0],
    });
  const entry = registryEntry('contoso', newToken(), { defaultRole: 'account_analyst' });
  await using admin = await startAdmin(database, db, {
    registry: TenantRegistry.parse(JSON.stringify({ tenants: [entry] })),
  });

  const { items } = (await admin.ask('/tenants/contoso/access?count=500')).body;

  const own = items.filter(({ id }: { id: string }) => ids.includes(id));
  expect(own).toMatchObject([
    { active: true, role: null, defaultRole: 'account_analyst' },
    { active: false, role: null, defaultRole: null },
  ]);
});

test('lets an operator forget a person, and logs who did, under the request id of the answer', async () => {
  const id = await change(db);
  await using admin = await startAdmin(database, db);

  const { body, headers } = await admin.ask(`/tenants/contoso/users/${id}/forget`, KEY, 'POST');

  const { items } = (await admin.ask(`/tenants/contoso/users/${id}/changes?count=1`)).body;
  const requestId = headers.get('x-request-id');
  expect(body).toEqual({ entries: 1 });
  expect(admin.lines).toContainEqual(
    expect.objectContaining({
      ...{ requestId, principal: 'key', operation: 'forgetUser', tenant: 'contoso', resourceId: id },
      msg: 'admin request',
    }),
  );
  expect(items).toMatchObject([{ action: 'forget', requestId, tokenId: 'key' }]);
});

test('fails to forget a person whom nobody knows, and changes nothing', async () => {
  await using admin = await startAdmin(database, db);
  const path = `/tenants/contoso/users/${randomUUID()}`;

  const { status, body } = await admin.ask(`${path}/forget`, KEY, 'POST');

  expect([status, body.detail]).toEqual([404, expect.stringMatching(/^'contoso' has no user with the id/)]);
  expect((await admin.ask(`${path}/changes`)).body.items).toEqual([]);
});

test('logs whom somebody wants forgotten before it tries', async () => {
  await using admin = await startAdmin(database, db, {
    broken: { forget: () => Promise.reject(new Error('the disk is full')) },
  });
  const id = randomUUID();

  const { status } = await admin.ask(`/tenants/contoso/users/${id}/forget`, KEY, 'POST');

  expect(status).toBe(500);
  expect(admin.lines.map(({ msg }) => msg)).toEqual(['admin request', 'an admin request failed', 'request']);
  expect(admin.lines[0]).toMatchObject({ resourceId: id });
});
