import fc from 'fast-check';

import { Budget } from '../../../../service/directory/budget';
import type { LimitMet } from '../../../../service/directory/limit';
import type { DirectoryStore } from '../../../../service/directory/store';
import { USER } from '../../../../service/scim/resource-type';
import { readSearch, type SearchParameters } from '../../../../service/scim/search';
import { Database } from '../../../../service/storage/connections/database';
import { openStoreOn } from '../../../../service/storage/directory/open-store';
import { PAGE_LIMITS, type PageLimits } from '../../../../service/storage/search/page-limits';
import { administer, DATABASES, useDatabase } from '../../../support/postgres';

const USERS = 60;
const WITH_GROUPS = { related: true };
const search = (parameters: SearchParameters) => readSearch(USER, parameters);

/**
 * SQL that inserts users. Every seventh has 20,000 bytes, some have equal titles or none, and most are in some groups.
 */
const FILL = `
  insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
  select 'contoso', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'User-' || n, 'user-' || n, true,
         jsonb_strip_nulls(jsonb_build_object('displayName', 'User ' || n, 'title', case when n % 3 > 0 then 'title ' || n % 5 end,
           'nickName', case when n % 7 = 0 then repeat('x', 20000) end)),
         1, now(), now() - n * interval '1 minute', 'gen-1'
    from generate_series(1, ${USERS}) as n;
  insert into scim.groups (tenant_id, id, display_name, display_name_key, attributes, version, created, last_modified)
  select 'contoso', gen_random_uuid(), 'Group ' || n, 'group ' || n, '{}', 1, now(), now() from generate_series(1, 5) as n;
  insert into scim.members
  select g.tenant_id, g.id, u.id from scim.groups g join scim.users u on u.tenant_id = g.tenant_id
   where length(u.user_name || g.display_name) % 2 = 0;
  analyze scim.users, scim.groups, scim.members`;

describe.each(DATABASES)('a page of users on %s', (_name, server) => {
  const database = useDatabase(server);
  const met: LimitMet[] = [];
  let db: Database;
  beforeAll(async () => {
    await administer(database.url, FILL);
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  beforeEach(() => met.splice(0));
  afterAll(() => db.close());

  function open(limits: Partial<PageLimits> = {}, served = db): DirectoryStore {
    const openStore = openStoreOn(served, (limit) => met.push(limit), { ...PAGE_LIMITS, ...limits });
    return openStore(
      { slug: 'contoso', defaultRole: undefined },
      { requestId: '1', tokenId: 'gen-1' },
      new Budget(600),
    );
  }

  test('by index is that part of the whole list, wherever it starts and however it is sorted and filtered', async () => {
    const store = open();
    const asked = fc.record({
      sortBy: fc.constantFrom(undefined, 'userName', 'title', 'meta.lastModified'),
      sortOrder: fc.constantFrom('ascending', 'descending'),
      filter: fc.constantFrom(undefined, 'title pr', 'title eq "title 1"', 'groups.display co "3"', 'title eq "none"'),
      startIndex: fc.integer({ min: 1, max: USERS + 10 }),
      count: fc.integer({ min: 0, max: 20 }),
    });

    await fc.assert(
      fc.asyncProperty(asked, async (parameters) => {
        const all = await store.users.search(search({ ...parameters, startIndex: 1, count: 200 }), WITH_GROUPS);
        const page = await store.users.search(search(parameters), WITH_GROUPS);

        const from = parameters.startIndex - 1;
        expect(JSON.stringify(page.items)).toBe(JSON.stringify(all.items.slice(from, from + parameters.count)));
        expect(page.total).toBe(all.total);
      }),
      { numRuns: 150 },
    );
  });

  test('by index looks up the groups of its own users only, not of those before them', async () => {
    const asked: { text: string; values?: unknown[] }[] = [];
    const watched = Object.assign(Object.create(db) as Database, {
      run: (tenant: string, query: { text: string; values?: unknown[] }) => {
        asked.push(query);
        return db.run(tenant, query);
      },
    });
    const store = openStoreOn(watched)(
      { slug: 'contoso', defaultRole: undefined },
      { requestId: '1', tokenId: '1' },
      new Budget(600),
    );
    await store.users.search(search({ startIndex: 41, count: 5 }), WITH_GROUPS);

    const { text = '', values } = asked[0] ?? {};
    const rows = await db.run<{ 'QUERY PLAN': string }>('contoso', { text: `explain analyze ${text}`, values });
    const subPlan = rows
      .map((row) => row['QUERY PLAN'])
      .join('\n')
      .split('SubPlan')[1];

    expect(subPlan).toMatch(/^ \d\n.*loops=5\)/);
  });

  test('by index is read at any size below its limit, once there is room', async () => {
    let asked = 0;
    const room = () => {
      asked++;
      return Promise.resolve();
    };
    const store = open({ bytesWithoutRoom: 50_000 });

    const small = await store.users.search(search({ count: 20 }), { related: false, room });
    const large = await store.users.search(search({ count: 60 }), { related: false, room });

    expect([small.items.length, large.items.length, asked]).toEqual([20, 60, 1]);
    expect(large.items.filter(({ attributes }) => String(attributes['nickName']).length === 20_000)).toHaveLength(8);
  });

  test.each(['userName eq "user-7"', 'id eq "00000000-0000-7000-8000-000000000007"'])(
    'of the only user that %s finds is read in one statement, however large the user is',
    async (filter) => {
      let statements = 0;
      const counting = Object.assign(Object.create(db) as Database, {
        run: (...query: Parameters<Database['run']>) => {
          statements++;
          return db.run(...query);
        },
      });
      const store = open({ bytes: 10, bytesWithoutRoom: 10 }, counting);

      const { items, total } = await store.users.search(search({ filter }), WITH_GROUPS);

      expect([items, total]).toEqual([[await open().users.find(items[0]?.id ?? '', WITH_GROUPS)], 1]);
      expect(String(items[0]?.attributes['nickName'])).toHaveLength(20_000);
      expect([statements, met]).toEqual([1, []]);
    },
  );

  test('by index fails with 400 tooMany and the remedy when it has too many bytes, since a client that continued would miss some', async () => {
    const store = open({ bytes: 100_000 });

    const refused = store.users.search(search({ count: 60 }), WITH_GROUPS);

    await expect(refused).rejects.toMatchObject({
      ...{ status: 400, scimType: 'tooMany' },
      message: expect.stringMatching(
        /^these 60 resources have \d{6} bytes, more than the 100000 bytes allowed on a page; ask for a smaller count, or page by cursor$/,
      ),
    });
    expect(met).toEqual([{ tenant: 'contoso', limit: 'page', outcome: 'refused' }]);
    expect((await store.users.search(search({ count: 20 }), WITH_GROUPS)).items).toHaveLength(20);
  });

  test('by cursor ends when it is full, and the next ones have the rest', async () => {
    const store = open({ bytesWithoutRoom: 30_000 });
    const all = await open().users.search(search({ count: 200, sortBy: 'title' }), WITH_GROUPS);

    const seen: unknown[] = [];
    const first = search({ count: 50, sortBy: 'title', cursor: '' });
    let page = await store.users.search(first, WITH_GROUPS);
    const { total } = page;
    for (;;) {
      seen.push(...page.items);
      if (!page.next) break;
      const after = { ...first.page, kind: 'cursor', fingerprint: '', after: page.next } as const;
      page = await store.users.search({ ...first, page: after }, WITH_GROUPS);
    }

    expect(JSON.stringify(seen)).toBe(JSON.stringify(all.items));
    expect(total).toBe(USERS);
    expect(met.length).toBeGreaterThanOrEqual(6);
    expect(met[0]).toEqual({ tenant: 'contoso', limit: 'page', outcome: 'cut' });
  });

  test('by cursor has at least one user, however large', async () => {
    const page = await open({ bytesWithoutRoom: 10 }).users.search(search({ count: 50, cursor: '' }), WITH_GROUPS);

    expect(page.items).toHaveLength(1);
    expect(page.next).toBeDefined();
  });
});
