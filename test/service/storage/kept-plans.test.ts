import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../service/directory/budget';
import { changeTo } from '../../../service/directory/change';
import type { DirectoryStore } from '../../../service/directory/store';
import { GROUP, USER } from '../../../service/scim/resource-type';
import { readSearch } from '../../../service/scim/search';
import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import { administer, useDatabase } from '../../support/postgres';

const TENANT = 'contoso';

/** Number of times that PostgreSQL plans a statement for specific values before it may keep one generic plan. */
const CUSTOM_PLANS = 5;

/** Names of the statements that Entra's changes send. */
const CHANGES = ['find-user-with-related', 'insert-user', 'move-in', 'move-out', 'update-user'];

/** Names of the statements that the same changes send where they lock first. */
const CHANGES_UNDER_LOCK = [
  'add-member',
  'find-group-to-change',
  'find-user-to-change',
  'lock-user',
  'log-move',
  'remove-member',
  'update-group',
];

describe('PostgreSQL', () => {
  const database = useDatabase();
  let db: Database;
  beforeAll(async () => {
    await administer(database.url, fill());
    db = new Database({ connectionString: database.url, max: 1 }, () => undefined);
  });
  afterAll(() => db.close());

  test.each([
    ['/Users', 'userName eq "user-7@contoso.com"', USER],
    ['/Users', 'externalId eq "ext-7"', USER],
    ['/Users', 'emails[type eq "work"].value eq "user-7@contoso.com"', USER],
    ['/Groups', 'displayName eq "Group 7"', GROUP],
    [
      '/Groups',
      `id eq "00000000-0000-7000-9000-000000000001" and members eq "00000000-0000-7000-8000-000000000007"`,
      GROUP,
    ],
  ])('keeps its plan for what Entra asks often: %s %s', async (_endpoint, filter, type) => {
    const store = open();
    const search = readSearch(type, { filter, ...(type === GROUP ? { excludedAttributes: 'members' } : {}) });
    const before = await planned();
    for (let times = 0; times < 12; times++) {
      const found = await (type === USER ? store.users : store.groups).search(search, { related: type === USER });
      expect(found.items).toHaveLength(1);
    }

    const after = await planned();

    expect(after.custom - before.custom).toBe(CUSTOM_PLANS);
    expect(after.generic - before.generic).toBeGreaterThanOrEqual(5);
  });

  test('keeps its plan for each statement of the changes that Entra makes', async () => {
    const store = open();
    const [group, other] = ['00000000-0000-7000-9000-000000000001', '00000000-0000-7000-9000-000000000002'];
    for (let times = 0; times < 12; times++) {
      const [at, id] = [new Date(), uuidV7()];
      const attributes = { userName: `new-${times}`, active: true, externalId: `new-${times}` };
      const resource = { id, attributes, version: 1, created: at, lastModified: at };
      await store.users.insert({ resource, attributes: Object.keys(attributes) });
      await store.users.change(id, (before) => changeTo(before, { ...before.attributes, title: 'Lead' }, at), {
        related: true,
      });
      await store.users.change(uuidV7(), (before) => changeTo(before, before.attributes, at), { related: true });
      for (const kind of ['add', 'remove'] as const) {
        await store.groups.changeMembers(group, [{ kind, ids: [id] }], at);
        await store.groups.change(other, (before) => changeTo(before, before.attributes, at), [{ kind, ids: [id] }]);
      }
    }

    const rows = await db.run<{ name: string; planned: number }>(TENANT, {
      text: 'select name, custom_plans::integer as planned from pg_prepared_statements order by name',
    });

    expect(rows.filter(({ planned }) => planned > CUSTOM_PLANS)).toEqual([]);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining([...CHANGES, ...CHANGES_UNDER_LOCK]));
  });

  function open(): DirectoryStore {
    return openStoreOn(db)({ slug: TENANT, defaultRole: undefined }, { requestId: '1', tokenId: '1' }, new Budget());
  }

  /** How often statements were planned for specific values (custom), and how often a generic plan was used. */
  async function planned(): Promise<{ custom: number; generic: number }> {
    const [row] = await db.run<{ custom: string; generic: string }>(TENANT, {
      text: `select coalesce(sum(custom_plans), 0) as custom, coalesce(sum(generic_plans), 0) as generic
               from pg_prepared_statements where name like 'shape-%'`,
    });
    return { custom: Number(row?.custom), generic: Number(row?.generic) };
  }
});

/** SQL that inserts 20,000 users, and 400 groups of 40 members. */
function fill(): string {
  const id = (kind: 8 | 9, number: string) =>
    `('00000000-0000-7000-${kind}000-' || lpad((${number})::text, 12, '0'))::uuid`;
  return `
    set search_path to scim;
    set row_security to off;
    insert into users (tenant_id, id, user_name, user_name_key, external_id, active, attributes, version, created, last_modified, changed_by)
    select '${TENANT}', ${id(8, 'n')}, 'user-' || n || '@contoso.com', 'user-' || n || '@contoso.com', 'ext-' || n, true,
           '{"emails": [{"type": "work"}]}', 1, now(), now(), 'gen-1' from generate_series(1, 20000) n;
    update users set attributes = jsonb_build_object('emails', jsonb_build_array(jsonb_build_object('type', 'work', 'value', user_name)));
    insert into user_emails (tenant_id, email_key, user_id) select tenant_id, user_name, id from users;
    insert into groups (tenant_id, id, display_name, display_name_key, attributes, version, created, last_modified)
    select '${TENANT}', ${id(9, 'n')}, 'Group ' || n, 'group ' || n, '{}', 1, now(), now() from generate_series(1, 400) n;
    insert into members (tenant_id, group_id, user_id)
    select '${TENANT}', ${id(9, '(n - 1) / 40 + 1')}, ${id(8, 'n')} from generate_series(1, 16000) n;
    analyze`;
}
