import type { QueryConfig } from 'pg';

import { Budget } from '../../../../service/directory/budget';
import { Database } from '../../../../service/storage/connections/database';
import { openStoreOn } from '../../../../service/storage/directory/open-store';
import { administer, useDatabase } from '../../../support/postgres';

const TENANT = 'contoso';
const [LARGE, SMALL] = [10_000, 11];

/** Id of a group (9) or a user (8). */
const id = (kind: 8 | 9, n: number | string) =>
  `('00000000-0000-7000-${kind}000-' || lpad((${n})::text, 12, '0'))::uuid`;

/** SQL that inserts 20,000 users, three groups of 10,000, and one with the last eleven users. */
const FILL = `
  insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
  select '${TENANT}', ${id(8, 'n')}, 'user-' || n, 'user-' || n, true, '{}', 1, now(), now(), 'gen-1' from generate_series(1, 20000) n;
  insert into scim.groups (tenant_id, id, display_name, display_name_key, attributes, version, created, last_modified)
  select '${TENANT}', ${id(9, 'n')}, 'Group ' || n, 'group ' || n, '{}', 1, now(), now() from generate_series(1, 4) n;
  insert into scim.members
  select '${TENANT}', ${id(9, 'g')}, ${id(8, 'n')} from generate_series(1, 3) g, generate_series(1, ${LARGE}) n;
  insert into scim.members select '${TENANT}', ${id(9, 4)}, ${id(8, 'n')} from generate_series(${20_000 - SMALL + 1}, 20000) n;
  analyze scim.users, scim.groups, scim.members`;

const database = useDatabase();

test('a small group is read at the cost of its own members, however large the other groups are', async () => {
  await administer(database.url, FILL);
  const db = new Database({ connectionString: database.url }, () => undefined);
  const asked: QueryConfig[] = [];
  const watched = Object.assign(Object.create(db) as Database, {
    run: (tenant: string, query: QueryConfig) => {
      asked.push(query);
      return db.run(tenant, query);
    },
  });
  const { groups } = openStoreOn(watched)(
    { slug: TENANT, defaultRole: undefined },
    { requestId: '1', tokenId: 'gen-1' },
    new Budget(600),
  );

  const group = await groups.find('00000000-0000-7000-9000-000000000004', { related: true });
  const plans = [];
  for (const { text, values } of asked) {
    const [row] = await db.run<Explained>(TENANT, { text: `explain (analyze, buffers, format json) ${text}`, values });
    plans.push(row?.['QUERY PLAN'][0]?.Plan);
  }
  await db.close();

  expect(group?.members).toHaveLength(SMALL);
  expect(plans).toHaveLength(2); // the group, and its members
  for (const plan of plans)
    expect((plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)).toBeLessThan(100);
});

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }[];
}
