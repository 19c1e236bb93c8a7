import { randomUUID } from 'node:crypto';

import { Database } from '../../../service/storage/connections/database';
import { startAdmin } from '../../support/admin';
import { useDatabase } from '../../support/postgres';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

test('lists users and groups page by page, and says where the changes are of one who is gone', async () => {
  await using admin = await startAdmin(database, db);
  for (const name of ['zoe', 'yan', 'xul'])
    await db.run('contoso', {
      text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
             values ('contoso', gen_random_uuid(), $1, $1, false, '{}', 1, now(), now(), 'gen-3')`,
      values: [name],
    });

  const first = await admin.ask('/tenants/contoso/users?active=false&count=2');
  const second = await admin.ask(`/tenants/contoso/users?active=false&count=2&cursor=${first.body.next}`);
  const gone = await admin.ask(`/tenants/contoso/users/${randomUUID()}`);

  const names = ({ body }: { body: any }) => body.items.map(({ userName }: { userName: string }) => userName);
  expect([names(first), names(second), second.body.next]).toEqual([['xul', 'yan'], ['zoe'], null]);
  expect(gone).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining('/changes shows what happened') },
  });
});
