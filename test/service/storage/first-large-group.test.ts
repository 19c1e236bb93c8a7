import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../service/directory/budget';
import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import { administer, useDatabase } from '../../support/postgres';

const NOW = new Date();
const TENANT = 'contoso';
const MEMBERS = 6_000;

const database = useDatabase();

test('the first large group after a start is written and read without scanning all users for each member', async () => {
  const db = new Database({ connectionString: database.url, max: 1 }, () => undefined, {
    statementTimeoutMs: 300_000,
  });
  const key = { slug: TENANT, defaultRole: undefined };
  const { users, groups } = openStoreOn(db)(key, { requestId: '1', tokenId: '1' }, new Budget(600));
  const made = (attributes: object) => {
    const resource = { id: uuidV7(), attributes: { ...attributes }, version: 1, created: NOW, lastModified: NOW };
    return { resource, attributes: [] };
  };
  const membersOf = async (name: string, ids: readonly string[]) => {
    const group = made({ displayName: name });
    await groups.insert(group, ids);
    return (await groups.find(group.resource.id, { related: true }))?.members?.length;
  };
  const ann = made({ userName: 'ann', active: true });
  await users.insert(ann, undefined);
  // PostgreSQL may keep a plan from the sixth execution of a statement on.
  for (let times = 0; times < 12; times++) await membersOf(`few-${times}`, [ann.resource.id]);
  const many = await administer(
    database.url,
    `insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
     select '${TENANT}', gen_random_uuid(), 'u' || n, 'u' || n, true, '{}', 1, now(), now(), '1'
       from generate_series(1, ${MEMBERS}) as n returning id`,
  );

  const before = await rowsRead();
  const found = await membersOf(
    'many',
    many.map(({ id }) => String(id)),
  );

  await db.close(); // PostgreSQL adds up a connection's reads when the connection ends

  expect(found).toBe(MEMBERS);
  expect((await rowsRead()) - before).toBeLessThan(MEMBERS * 100);
});

/** Number of rows and index entries that statements have read. */
async function rowsRead(): Promise<number> {
  const [row] = await administer(
    database.url,
    `select (select sum(seq_tup_read) from pg_stat_user_tables)
          + (select sum(idx_tup_read) from pg_stat_user_indexes) as rows`,
  );
  return Number(row?.['rows']);
}
