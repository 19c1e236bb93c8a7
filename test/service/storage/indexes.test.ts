import type { QueryConfig } from 'pg';

import { Budget } from '../../../service/directory/budget';
import { GROUP, type ResourceType, USER } from '../../../service/scim/resource-type';
import { readSearch, type Search } from '../../../service/scim/search';
import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import { isIndexed } from '../../../service/storage/search/index-use';
import { administer, DATABASES, useDatabase } from '../../support/postgres';

const ID = '00000000-0000-7000-8000-000000000007';
const TENANT = 'contoso';

describe.each(DATABASES)('on %s', (_name, server) => {
  const database = useDatabase(server);
  let db: Database;
  beforeAll(async () => {
    await administer(database.url, fill(4000));
    // A cluster may take ten seconds just to plan a statement with fifty subqueries.
    db = new Database({ connectionString: database.url }, () => undefined, { statementTimeoutMs: 60_000 });
  });
  afterAll(() => db.close());

  /** PostgreSQL's plan for the first statement of a search, as the role that serves requests. */
  async function planOf(type: ResourceType, search: Search): Promise<string> {
    const asked: QueryConfig[] = [];
    const watched = Object.assign(Object.create(db) as Database, {
      run: (tenant: string, query: QueryConfig) => {
        asked.push(query);
        return db.run(tenant, query);
      },
    });
    const store = openStoreOn(watched)(
      { slug: TENANT, defaultRole: undefined },
      { requestId: '1', tokenId: '1' },
      new Budget(),
    );
    await (type === USER ? store.users : store.groups).search(search, { related: false });

    const { text = '', values } = asked[0] ?? {};
    const rows = await db.run<{ 'QUERY PLAN': string }>(TENANT, { text: `explain ${text}`, values });
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  test.each([
    ['userName eq "User-7"', 'users_user_name'],
    ['externalId eq "ext-7"', 'users_external_id'],
    [`id eq "${ID}"`, 'users_pkey'],
    ['emails[type eq "work"].value eq "User-7@contoso.com"', 'user_emails_pkey'],
    ['emails.value eq "user-7@contoso.com"', 'user_emails_pkey'],
    ['emails eq "user-7@contoso.com"', 'user_emails_pkey'],
    [`manager eq "${ID}"`, 'users_manager'],
    ['meta.lastModified gt "2090-01-01T00:00:00Z"', 'users_last_modified'],
    [`groups eq "${ID}"`, 'members_pkey'],
    [`id eq "${ID}" and manager eq "${ID}"`, 'users_pkey|users_manager'],
    ['displayName co "x" and userName eq "user-7"', 'users_user_name'],
    ['groups.display co "x" and emails eq "user-7@contoso.com"', 'user_emails_pkey'],
    ['userName eq "user-7" or externalId eq "ext-7"', 'users_user_name'],
  ])('users are found by %s from an index', async (filter, index) => {
    const search = readSearch(USER, { filter });
    const plan = await planOf(USER, search);
    expect(isIndexed(search, 'users')).toBe(true);

    expect(plan).toMatch(new RegExp(`using (${index})|on (${index})`));
    expect(plan).not.toMatch('Seq Scan');
  });

  test.each([
    ['displayName eq "Group-7"', 'groups_display_name'],
    ['externalId eq "ext-7"', 'groups_external_id'],
    [`id eq "${ID}"`, 'groups_pkey'],
    [`members eq "${ID}"`, 'members_user'],
    [`id eq "${ID}" and members eq "${ID}"`, 'groups_pkey|members_user|members_pkey'],
    ['meta.lastModified gt "2090-01-01T00:00:00Z"', 'groups_last_modified'],
    ['displayName eq "group-7" or externalId eq "ext-7"', 'groups_display_name'],
  ])('groups are found by %s from an index', async (filter, index) => {
    const search = readSearch(GROUP, { filter });
    const plan = await planOf(GROUP, search);
    expect(isIndexed(search, 'groups')).toBe(true);

    expect(plan).toMatch(new RegExp(`using (${index})|on (${index})`));
    expect(plan).not.toMatch('Seq Scan');
  });

  test.each([
    { filter: 'displayName co "x"' },
    { filter: 'displayName eq "x"' },
    { filter: 'userName sw "user-7"' },
    { filter: 'not (userName eq "user-7")' },
    { filter: 'groups.display co "x"' },
    { filter: 'emails.display eq "x"' },
    { filter: 'emails[type eq "work"]' },
    { filter: 'userName eq "user-7" or title co "x"' },
    { filter: 'emails eq "user-7@contoso.com" or emails eq "user-8@contoso.com"' },
    { filter: 'meta.lastModified gt "1970-01-01T00:00:00Z" and displayName co "x"' },
    { filter: `groups eq "${ID}" and displayName co "x"` },
    { filter: 'meta.lastModified gt "1970-01-01T00:00:00Z"', sortBy: 'title' },
    { filter: `(${Array(4).fill('groups.display co "x"').join(' and ')}) and emails eq "user-7@contoso.com"` },
    { sortBy: 'title' },
  ])('no index answers all of %j', (parameters) => {
    expect(isIndexed(readSearch(USER, parameters), 'users')).toBe(false);
  });

  test.each([{}, { count: 1, startIndex: 7 }, { filter: 'userName eq "user-7"', sortBy: 'title' }])(
    'a search by %j does not count as costly',
    (parameters) => {
      expect(isIndexed(readSearch(USER, parameters), 'users')).toBe(true);
    },
  );

  test.each([
    ['members', (n: number) => `members eq "00000000-0000-7000-8000-0000000000${n + 10}"`],
    ['names of members', (n: number) => `members.display co "x${n}"`],
  ])('PostgreSQL makes few joins for fifty conditions on %s, and checks the others on what is left', async (_, of) => {
    const conditions = Array.from({ length: 50 }, (_each, n) => of(n));

    const plan = await planOf(GROUP, readSearch(GROUP, { filter: conditions.join(' and ') }));

    expect(plan.match(/^ *SubPlan \d+/gm)?.length).toBeGreaterThanOrEqual(46);
  });

  test.each([
    ['users_manager', '(manager_id IS NOT NULL)'],
    ['users_external_id', '(external_id IS NOT NULL)'],
    ['groups_external_id', '(external_id IS NOT NULL)'],
  ])('a change of a row without such a value does not write %s', async (index, condition) => {
    const [found] = await administer(
      database.url,
      `select pg_get_expr(indpred, indrelid) as condition from pg_index where indexrelid = 'scim.${index}'::regclass`,
    );

    expect(found).toEqual({ condition });
  });

  test('a page by index skips entries of an index, and reads no row of a user before it', async () => {
    for (const table of ['users', 'groups']) await administer(database.url, `vacuum scim.${table}`);
    const page = { startIndex: 2_001, count: 10 };

    expect(await planOf(USER, readSearch(USER, page))).toMatch(/Limit[^]*Index Only Scan using users_pkey/);
    expect(await planOf(GROUP, readSearch(GROUP, page))).toMatch(/Limit[^]*Index Only Scan using groups_pkey/);
  });

  test('a page is read from where it starts, however many users there are', async () => {
    const first = readSearch(USER, { count: 10, cursor: '' });
    const next = {
      ...first,
      page: { kind: 'cursor', count: 10, after: { id: ID, key: undefined }, fingerprint: '' },
    } as const;

    expect(await planOf(USER, next)).toMatch(/Index Cond: .*\(id > /);
  });
});

/** SQL that inserts users, each with an e-mail address, a manager and a group, and as many groups. */
function fill(count: number): string {
  const id = `('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`;
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  return `
    insert into scim.users (tenant_id, id, user_name, user_name_key, external_id, active, attributes, version, created, last_modified, changed_by)
    select '${TENANT}', ${id}, 'user-' || n, 'user-' || n, 'ext-' || n, true,
           jsonb_build_object('${enterprise}', jsonb_build_object('manager', jsonb_build_object('value', ${id}))),
           1, now(), now(), 'gen-1'
      from generate_series(1, ${count}) as n;
    insert into scim.user_emails select '${TENANT}', 'user-' || n || '@contoso.com', ${id} from generate_series(1, ${count}) as n;
    insert into scim.groups (tenant_id, id, display_name, display_name_key, external_id, attributes, version, created, last_modified)
    select '${TENANT}', ${id}, 'group-' || n, 'group-' || n, 'ext-' || n, '{}', 1, now(), now() from generate_series(1, ${count}) as n;
    insert into scim.members select '${TENANT}', ${id}, ${id} from generate_series(1, ${count}) as n;
    analyze scim.users, scim.user_emails, scim.groups, scim.members;`;
}
