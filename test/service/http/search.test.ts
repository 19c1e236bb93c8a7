import { useDatabase } from '../../support/postgres';
import { type Answer, type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Creates users one after the other, so that searches return them in this order. */
async function createUsers(scim: RunningScim, ...users: object[]): Promise<string[]> {
  const ids: string[] = [];
  for (const user of users) ids.push(String((await scim.send('POST', '/Users', user)).body.id));
  return ids;
}

function userNames({ body }: Answer): string[] {
  return body.Resources.map(({ userName }: { userName: string }) => userName);
}

test('a Greek name is found by its capitals, and exists once in any spelling', async () => {
  await using scim = await startScim(database);
  await createUsers(scim, { userName: 'ΟΔΟΣΑΛΛΟ', title: 'οδος' });
  const find = async (filter: string) => userNames(await scim.send('POST', '/Users/.search', { filter }));

  expect(await find('userName sw "ΟΔΟΣ"')).toEqual(['ΟΔΟΣΑΛΛΟ']);
  expect(await find('userName co "ΟΣ"')).toEqual(['ΟΔΟΣΑΛΛΟ']);
  expect(await find('title eq "οδοσ" and title sw "ΟΔΟΣ"')).toEqual(['ΟΔΟΣΑΛΛΟ']);
  await createUsers(scim, { userName: 'ΟΔΟΣ' });
  expect((await scim.send('POST', '/Users', { userName: 'οδοσ' })).status).toBe(409);
});

describe('sorting', () => {
  const people = [
    {
      userName: 'carl',
      title: 'b',
      name: { familyName: 'Öz' },
      emails: [{ value: 'z@x' }, { value: 'a@x', primary: true }],
    },
    {
      userName: 'Ann',
      title: 'B',
      name: { familyName: 'abel' },
      emails: [{ value: 'm@x' }],
      [ENTERPRISE]: { division: '1' },
    },
    { userName: 'bob', name: { familyName: 'Zoe' }, active: false },
  ];

  test.each([
    ['userName', ['Ann', 'bob', 'carl']],
    ['userName&sortOrder=descending', ['carl', 'bob', 'Ann']],
    ['meta.created&sortOrder=descending', ['bob', 'Ann', 'carl']],
    ['id', ['carl', 'Ann', 'bob']],
    ['active', ['bob', 'carl', 'Ann']],
    ['name.familyName', ['Ann', 'bob', 'carl']],
    ['title', ['carl', 'Ann', 'bob']],
    ['title&sortOrder=descending', ['bob', 'Ann', 'carl']],
    ['emails', ['carl', 'Ann', 'bob']],
    ['emails.value', ['carl', 'Ann', 'bob']],
    [`${ENTERPRISE}:division`, ['Ann', 'carl', 'bob']],
  ])('by %s', async (sortBy, expected) => {
    await using scim = await startScim(database);
    await createUsers(scim, ...people);

    expect(userNames(await scim.send('GET', `/Users?sortBy=${sortBy}`))).toEqual(expected);
  });

  test.each([
    ['sortBy=shoeSize', 'invalidPath', "sortBy must name an attribute with a value; got 'shoeSize'"],
    ['sortBy=name', 'invalidPath', "sortBy must name an attribute with a value; got 'name'"],
    ['sortBy=groups', 'invalidPath', "'groups.value' cannot be used for sorting"],
    ['sortBy=userName&sortOrder=random', 'invalidValue', "sortOrder must be ascending or descending; got 'random'"],
  ])('fails for %s', async (query, scimType, detail) => {
    await using scim = await startScim(database);

    const { status, body } = await scim.send('GET', `/Users?${query}`);

    expect([status, body.scimType, body.detail]).toEqual([400, scimType, detail]);
  });
});

describe('a walk by cursor', () => {
  /** All pages of a search, fetched one after the other. */
  async function walk(scim: RunningScim, query: string): Promise<Answer[]> {
    const pages: Answer[] = [];
    let cursor = '';
    do {
      const page = await scim.send('GET', `/Users?${query}&cursor=${cursor}`);
      expect(page.status).toBe(200);
      pages.push(page);
      cursor = page.body.nextCursor ?? '';
    } while (cursor !== '');
    return pages;
  }

  test('gives every user once, counts on the first page and ends without a cursor', async () => {
    await using scim = await startScim(database);
    await createUsers(scim, ...['a', 'b', 'c', 'd', 'e'].map((userName) => ({ userName })));

    const pages = await walk(scim, 'count=2');

    expect(pages.map(userNames)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(pages.map(({ body }) => body.totalResults)).toEqual([5, undefined, undefined]);
    expect(pages.map(({ body }) => body.itemsPerPage)).toEqual([2, 2, 1]);
    expect(pages[0]?.body).not.toHaveProperty('startIndex');
  });

  test.each(['ascending', 'descending'])(
    'keeps the %s order of a sort, also among equal and missing values',
    async (order) => {
      await using scim = await startScim(database);
      const titles = ['b', undefined, 'a', 'b', undefined, 'A', 'c'];
      await createUsers(scim, ...titles.map((title, index) => ({ userName: `u${index}`, title })));
      const query = `sortBy=title&sortOrder=${order}`;

      const walked = (await walk(scim, `count=2&${query}`)).flatMap(userNames);

      expect(walked).toEqual(userNames(await scim.send('GET', `/Users?${query}`)));
      expect(walked).toHaveLength(7);
    },
  );

  test('by a date continues where it was', async () => {
    await using scim = await startScim(database);
    await createUsers(scim, ...['a', 'b', 'c'].map((userName) => ({ userName })));

    const pages = await walk(scim, 'count=1&sortBy=meta.lastModified&sortOrder=descending');

    expect(pages.flatMap(userNames)).toEqual(['c', 'b', 'a']);
  });

  test('neither misses nor repeats those who stayed when others come and go', async () => {
    await using scim = await startScim(database);
    const ids = await createUsers(scim, ...['a', 'b', 'c', 'd', 'e'].map((userName) => ({ userName })));

    const first = await scim.send('GET', '/Users?count=2&cursor');
    await scim.send('DELETE', `/Users/${ids[0]}`);
    await scim.send('DELETE', `/Users/${ids[2]}`);
    await scim.send('POST', '/Users', { userName: 'f' });
    const rest = await scim.send('GET', `/Users?count=10&cursor=${first.body.nextCursor}`);

    expect([userNames(first), userNames(rest)]).toEqual([
      ['a', 'b'],
      ['d', 'e', 'f'],
    ]);
  });

  test.each([
    ['of another filter', (cursor: string) => `/Users?filter=active+eq+true&cursor=${cursor}`],
    ['of another sort', (cursor: string) => `/Users?sortBy=userName&cursor=${cursor}`],
    ['that is made up', () => '/Users?cursor=abc'],
    ['that is cut off', (cursor: string) => `/Users?cursor=${cursor.slice(0, -4)}`],
    ['of groups', (cursor: string) => `/Groups?cursor=${cursor}`],
    ['that is given twice', (cursor: string) => `/Users?cursor=${cursor}&cursor=${cursor}`],
  ])('fails with a cursor %s', async (_what, path) => {
    await using scim = await startScim(database);
    await createUsers(scim, { userName: 'a' }, { userName: 'b' });
    const { body: first } = await scim.send('GET', '/Users?count=1&cursor');

    const { status, body } = await scim.send('GET', path(String(first.nextCursor)));

    expect([status, body.scimType]).toEqual([400, 'invalidCursor']);
  });
});

describe('a cursor whose key is edited', () => {
  const edited = (cursor: string, k: unknown) =>
    Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(cursor, 'base64url').toString()), k })).toString(
      'base64url',
    );

  test.each(['-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z', '2026-02-31', 'yesterday', ''])(
    'to the date %j fails with 400 invalidCursor',
    async (key) => {
      await using scim = await startScim(database);
      await createUsers(scim, { userName: 'a' }, { userName: 'b' });
      const { body: first } = await scim.send('GET', '/Users?count=1&sortBy=meta.created&cursor');

      const path = `/Users?count=1&sortBy=meta.created&cursor=${edited(first.nextCursor, key)}`;
      const { status, body } = await scim.send('GET', path);

      expect([status, body.scimType]).toEqual([400, 'invalidCursor']);
    },
  );
});

describe('a walk by cursor over long values', () => {
  test('reaches its end: whatever would make its URLs too long is left out of them', async () => {
    await using scim = await startScim(database);
    const displayName = '\u{1F600}'.repeat(1_000);
    await createUsers(
      scim,
      ...['a', 'b', 'c'].map((userName) => ({ userName, displayName: `${displayName}${userName}` })),
    );
    const walked: string[] = [];
    let cursor = '';
    do {
      const page = await scim.send('GET', `/Users?count=1&sortBy=displayName&cursor=${cursor}`);
      expect(page.status).toBe(200);
      walked.push(...userNames(page));
      cursor = page.body.nextCursor ?? '';
      expect(cursor.length).toBeLessThan(4_000);
    } while (cursor !== '');

    expect(walked).toEqual(['a', 'b', 'c']);
  });
});

describe('GET at the root', () => {
  test.each(['', '/'])("finds resources of all types (path '%s')", async (path) => {
    await using scim = await startScim(database);
    await scim.send('POST', '/Users', { userName: 'ann', displayName: 'Crew' });
    await scim.send('POST', '/Users', { userName: 'bob', displayName: 'Bob' });
    await scim.send('POST', '/Groups', { displayName: 'Crew' });

    const { status, body } = await scim.send('GET', `${path}?filter=displayName+eq+%22crew%22&attributes=userName`);
    const { body: page } = await scim.send('GET', `${path}?startIndex=3&count=5`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ totalResults: 2, Resources: [{ userName: 'ann' }, {}] });
    expect(body.Resources[1]).not.toHaveProperty('displayName');
    expect([page.totalResults, page.itemsPerPage, page.Resources[0].meta.resourceType]).toEqual([3, 1, 'Group']);
  });

  test.each([
    ['GET', '?filter=shoeSize+eq+%2242%22', 400],
    ['GET', '?cursor', 400],
    ['POST', '', 405],
    ['DELETE', '/', 405],
  ])('fails: %s %s with %d', async (method, path, status) => {
    await using scim = await startScim(database);

    const answer = await scim.send(method, path, method === 'POST' ? {} : undefined);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'GET' : null);
  });
});

describe('POST /.search', () => {
  test("takes the parameters of a GET's query string", async () => {
    await using scim = await startScim(database);
    await createUsers(scim, { userName: 'ann', title: 'x' }, { userName: 'bob', title: 'x' }, { userName: 'carl' });

    const { status, body } = await scim.send('POST', '/Users/.search', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'title eq "x"',
      attributes: ['userName'],
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 1,
      count: 1,
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ totalResults: 2, startIndex: 1, itemsPerPage: 1 });
    expect(body.Resources.map((user: object) => Object.keys(user))).toEqual([['schemas', 'id', 'userName']]);
    expect(body.Resources[0].userName).toBe('bob');
  });

  test('finds groups without their members', async () => {
    await using scim = await startScim(database);
    const [ann] = await createUsers(scim, { userName: 'ann' });
    await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann }] });

    const { body } = await scim.send('POST', '/Groups/.search', { excludedAttributes: ['members'] });

    expect(body.Resources).toMatchObject([{ displayName: 'Team' }]);
    expect(body.Resources[0]).not.toHaveProperty('members');
  });

  test.each(['/Users/.search', '/Groups/.search', '/.search'])(
    'fails at %s with something that is not a name',
    async (path) => {
      await using scim = await startScim(database);

      for (const parameter of ['attributes', 'excludedAttributes']) {
        for (const names of [[{ toString: 1 }], [[{ toString: null }]], { userName: 1 }, 7, [null]]) {
          const { status, body } = await scim.send('POST', path, { [parameter]: names });
          expect([names, status, body.scimType]).toEqual([names, 400, 'invalidValue']);
        }
      }
    },
  );

  test('at the root pages through users, then groups', async () => {
    await using scim = await startScim(database);
    await createUsers(scim, { userName: 'a' }, { userName: 'b' }, { userName: 'c' });
    for (const displayName of ['x', 'y']) await scim.send('POST', '/Groups', { displayName });
    const names = ({ body }: Answer) => body.Resources.map((one: any) => one.userName ?? one.displayName);

    const pages = await Promise.all(
      [1, 3, 5, 7].map((startIndex) => scim.send('POST', '/.search', { startIndex, count: 2 })),
    );

    expect(pages.map(names)).toEqual([['a', 'b'], ['c', 'x'], ['y'], []]);
    expect(pages.map(({ body }) => [body.totalResults, body.startIndex])).toEqual([
      [5, 1],
      [5, 3],
      [5, 5],
      [5, 7],
    ]);
  });

  test.each([
    ['displayName eq "same"', ['a', 'Same']],
    ['userName eq "a"', ['a']],
    ['userName eq "a" or displayName eq "other"', ['a', 'Other']],
    ['displayName eq "same" and not (userName eq "zz")', ['a', 'Same']],
    ['userName ne "a"', ['b', 'Same', 'Other']],
    ['not (emails[type eq "work"]) and not (members pr)', ['b', 'Same', 'Other']],
    ['displayName pr and active eq null and manager eq null', ['Same', 'Other']],
    ['emails.value pr or members pr', ['a']],
    ['userName eq null and externalId eq null', ['Same', 'Other']],
  ])('at the root treats an attribute that a type lacks as one without a value: %s', async (filter, found) => {
    await using scim = await startScim(database);
    await createUsers(scim, { userName: 'a', displayName: 'Same', emails: [{ value: 'a@x.example', type: 'work' }] });
    await createUsers(scim, { userName: 'b' });
    for (const displayName of ['Same', 'Other']) await scim.send('POST', '/Groups', { displayName });

    const { status, body } = await scim.send('POST', '/.search', { filter });

    expect(status).toBe(200);
    expect(body.Resources.map((one: any) => one.userName ?? one.displayName)).toEqual(found);
    expect(body.totalResults).toBe(found.length);
  });

  test.each([
    [{ filter: 'shoeSize eq 1' }, 'invalidFilter', "there is no attribute 'shoeSize' to filter by"],
    [{ cursor: '' }, 'invalidCursor', 'a search over all types has no cursors; search /Users and /Groups'],
    [
      { sortBy: 'displayName' },
      'invalidValue',
      'a search over all types cannot be sorted; search /Users and /Groups, or leave out sortBy',
    ],
  ])('fails at the root with %j', async (body, scimType, detail) => {
    await using scim = await startScim(database);

    expect((await scim.send('POST', '/.search', body)).body).toMatchObject({ status: '400', scimType, detail });
  });

  test.each(['/Users/.search', '/.search'])('at %s reads the names of its members in any case', async (path) => {
    await using scim = await startScim(database);
    await createUsers(scim, { userName: 'a', title: 'x' }, { userName: 'b' }, { userName: 'c' });

    const { body } = await scim.send('POST', path, { Filter: 'userName ne "a"', COUNT: 1, Attributes: ['userName'] });

    expect([body.totalResults, body.itemsPerPage]).toEqual([2, 1]);
    expect(body.Resources.map((user: object) => Object.keys(user))).toEqual([['schemas', 'id', 'userName']]);
  });

  test.each(['/.search', '/Users/.search'])('is the only way to %s', async (path) => {
    await using scim = await startScim(database);

    const { status, headers } = await scim.send('GET', path);

    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('a search that costs too much', () => {
  test('fails with 400 before the database hears of it when its filter has more than 50 conditions; split it', async () => {
    await using scim = await startScim(database);
    const filter = Array.from({ length: 51 }, () => 'emails.value co "a"').join(' or ');

    const { status, body } = await scim.send('POST', '/Users/.search', { filter });

    expect([status, body.scimType, body.detail]).toEqual([
      400,
      'invalidFilter',
      'the filter has more than 50 conditions; split it',
    ]);
  });

  test('fails with 400 tooMany and says what to search by instead', async () => {
    await using scim = await startScim(database, { database: { statementTimeoutMs: 1 } });
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => scim.send('POST', '/Users', { userName: `user-${index}` })),
    );
    const slow = Array.from({ length: 45 }, (_, index) => `title co "${index}"`).join(' or ');

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => scim.send('GET', `/Users?filter=${encodeURIComponent(slow)}`)),
    );

    const refused = answers.find(({ status }) => status === 400);
    expect(refused?.body).toMatchObject({ scimType: 'tooMany', detail: expect.stringContaining('search by userName') });
  });
});
