import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../../service/directory/budget';
import { changeTo, creationOf } from '../../../../service/directory/change';
import { type DirectoryStore, Duplicate } from '../../../../service/directory/store';
import type { Attributes, Resource } from '../../../../service/scim/resource';
import { USER } from '../../../../service/scim/resource-type';
import { ENTERPRISE_USER_SCHEMA } from '../../../../service/scim/schemas/enterprise-user';
import { readSearch } from '../../../../service/scim/search';
import { Database } from '../../../../service/storage/connections/database';
import { openStoreOn } from '../../../../service/storage/directory/open-store';
import {
  ALONE,
  LATER,
  NOW,
  RELATED,
  always,
  insertUsers,
  namesOf,
  resource,
  useDirectories,
  user,
  users,
} from '../../../support/directories';
import { STORES, useDatabase } from '../../../support/postgres';

describe.each(STORES)('the users of a tenant on %s', (_name, server, form) => {
  const directories = useDirectories(server, form);
  const { open } = directories;

  test('returns what was stored', async () => {
    const store = open();
    const ann = user('Ann@contoso.com', {
      externalId: 'ann',
      active: false,
      name: { givenName: 'Änn', familyName: `O'Neil "\\` },
      emails: [{ value: 'ann@contoso.com', type: 'work', primary: true }],
    });

    await insertUsers(store, ann);

    expect(await store.users.find(ann.id, ALONE)).toMatchObject(ann);
  });

  test('refuses a userName that differs only in case', async () => {
    const store = open();
    await insertUsers(store, user('Ann'));

    await expect(insertUsers(store, user('aNN'))).rejects.toThrow(new Duplicate('userName', 'aNN'));
  });

  test('allows changing only the case of a userName', async () => {
    const store = open();
    const ann = user('ann');
    await insertUsers(store, ann);

    const changed = await store.users.change(
      ann.id,
      (before) => changeTo(before, { userName: 'Ann', active: true }, LATER),
      ALONE,
    );

    expect(changed).toMatchObject({ version: 2, lastModified: LATER, attributes: { userName: 'Ann' } });
    expect(await store.users.find(ann.id, ALONE)).toEqual(changed);
  });

  test('refuses a change to a userName that is taken, and changes nothing', async () => {
    const store = open();
    const [ann, bob] = [user('ann'), user('bob')];
    await insertUsers(store, ann, bob);

    const change = store.users.change(
      bob.id,
      (before) => changeTo(before, { userName: 'ANN', active: false }, LATER),
      ALONE,
    );

    await expect(change).rejects.toThrow(Duplicate);
    expect(await store.users.find(bob.id, ALONE)).toMatchObject(bob);
  });

  test('writes nothing when nothing changes', async () => {
    const store = open();
    const ann = user('ann');
    await insertUsers(store, ann);

    const unchanged = await store.users.change(ann.id, (before) => changeTo(before, before.attributes, LATER), ALONE);

    expect(unchanged).toMatchObject(ann);
    expect(await store.users.find(ann.id, ALONE)).toMatchObject(ann);
  });

  test('leaves everything as it was when the change throws', async () => {
    const store = open();
    const ann = user('ann');
    await insertUsers(store, ann);

    const change = store.users.change(
      ann.id,
      () => {
        throw new Error('no');
      },
      ALONE,
    );

    await expect(change).rejects.toThrow('no');
    expect(await store.users.find(ann.id, ALONE)).toMatchObject(ann);
  });

  test('loses neither of two changes made at once', async () => {
    const store = open();
    const ann = user('ann');
    await insertUsers(store, ann);
    const add = (name: string) =>
      store.users.change(ann.id, (before) => changeTo(before, { ...before.attributes, [name]: name }, LATER), ALONE);

    await Promise.all(['title', 'nickName', 'locale', 'userType'].map(add));

    const after = await store.users.find(ann.id, ALONE);
    expect(after?.attributes).toMatchObject({
      title: 'title',
      nickName: 'nickName',
      locale: 'locale',
      userType: 'userType',
    });
    expect(after?.version).toBe(5);
  });

  test('says so when the user to change, find or remove does not exist', async () => {
    const store = open();
    const nobody = uuidV7();

    expect(await store.users.change(nobody, (before) => changeTo(before, {}, LATER), ALONE)).toBeUndefined();
    expect(await store.users.find(nobody, ALONE)).toBeUndefined();
    expect(await store.users.remove(nobody, always)).toBe(false);
  });

  test('shows groups in the order of their ids, whichever the user joined first', async () => {
    const store = open();
    const ann = user('ann');
    await insertUsers(store, ann);
    const groups = ['One', 'Two', 'Three'].map((displayName) => resource({ displayName }));
    for (const each of groups.toReversed()) await store.groups.insert(creationOf(each), [ann.id]);

    const expected = groups.map(({ id, attributes: { displayName } }) => ({ id, display: displayName }));
    expect((await store.users.find(ann.id, RELATED))?.groups).toEqual(expected);
    expect((await store.users.search(readSearch(USER, {}), RELATED)).items[0]?.groups).toEqual(expected);
  });

  test("forgets the e-mail addresses of a removed user, and keeps everybody else's", async () => {
    const store = open();
    const [ann, bob] = ['ann', 'bob'].map((name) => user(name, { emails: [{ value: `${name}@x.example` }] })) as [
      Resource,
      Resource,
    ];
    await insertUsers(store, ann, bob);

    expect(await store.users.remove(ann.id, always)).toBe(true);

    const kept = await directories.db.run(store.tenant, { text: 'select email_key from user_emails' });
    expect(kept).toEqual([{ email_key: 'bob@x.example' }]);
  });

  test('pages without gap or overlap, and counts everybody', async () => {
    const store = open();
    await insertUsers(store, ...['a', 'b', 'c', 'd', 'e'].map((name) => user(name)));

    const pages = [
      await store.users.search(users({ startIndex: 1, count: 2 }), ALONE),
      await store.users.search(users({ startIndex: 3, count: 2 }), ALONE),
      await store.users.search(users({ startIndex: 5, count: 2 }), ALONE),
      await store.users.search(users({ startIndex: 7, count: 2 }), ALONE),
      await store.users.search(users({ startIndex: 1, count: 0 }), ALONE),
    ];

    expect(pages.map(({ items }) => namesOf(items))).toEqual([['a', 'b'], ['c', 'd'], ['e'], [], []]);
    expect(pages.map(({ total }) => total)).toEqual([5, 5, 5, 5, 5]);
  });

  test.each([
    ['userName eq "a_b%"', ['a_b%']],
    ['userName eq "A_B%"', ['a_b%']],
    ['userName eq "%"', []],
    [String.raw`userName eq "' or '1'='1"`, []],
    ['userName sw "a"', ['a_b%', 'axb']],
    ['userName co "_"', ['a_b%']],
    ['externalId eq "X"', ['axb']],
    ['externalId eq "x"', []],
    ['active eq false', ['carl']],
    ['active eq "False"', ['carl']],
    ['not (active eq true)', ['carl']],
    ['name.familyName eq "ÖZ"', ['carl']],
    ['title pr', ['axb']],
    ['title ne "x"', ['a_b%', 'axb', 'carl']],
    ['emails[type eq "work"].value eq "CARL@x.example"', ['carl']],
    ['emails[type eq "home"].value eq "carl@x.example"', []],
    ['emails.value eq "carl@home.example"', ['carl']],
    ['emails eq "carl@home.example"', ['carl']],
    ['emails[type eq "work" and value ew "home.example"]', []],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq "boss"', ['axb']],
    ['userName eq "carl" or (title eq "LEAD" and active eq true)', ['axb', 'carl']],
    [
      'meta.lastModified gt "2025-12-31T00:00:00Z" and meta.created lt "2026-01-01T00:00:01+00:00"',
      ['a_b%', 'axb', 'carl'],
    ],
  ])('finds by %s', async (filter, expected) => {
    const store = open();
    await insertUsers(
      store,
      user('a_b%'),
      user('axb', {
        externalId: 'X',
        title: 'Lead',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: 'boss' } },
      }),
      user('carl', {
        active: false,
        name: { familyName: 'öz' },
        emails: [
          { value: 'carl@x.example', type: 'work' },
          { value: 'carl@home.example', type: 'home' },
        ],
      }),
    );

    const { total, items } = await store.users.search(users({ filter: filter }), ALONE);

    expect(namesOf(items)).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  test('finds by a new e-mail address, and no longer by the old one', async () => {
    const store = open();
    const ann = user('ann', { emails: [{ value: 'old@x.example' }, { value: 'kept@x.example' }] });
    await insertUsers(store, ann);
    const find = async (email: string) =>
      (await store.users.search(users({ filter: `emails.value eq "${email}"` }), ALONE)).total;

    await store.users.change(
      ann.id,
      (before) =>
        changeTo(
          before,
          { ...before.attributes, emails: [{ value: 'new@x.example' }, { value: 'kept@x.example' }] },
          LATER,
        ),
      ALONE,
    );

    expect([await find('old@x.example'), await find('new@x.example'), await find('kept@x.example')]).toEqual([0, 1, 1]);
  });
});

describe('changes of one user at once', () => {
  const database = useDatabase();
  let db: Database;
  let store: DirectoryStore;
  beforeAll(() => {
    // Several connections for one tenant, so that several changes read before any of them writes.
    db = new Database({ connectionString: database.url, max: 4 }, () => undefined, { tenantConnections: 4 });
    store = openStoreOn(db)(
      { slug: 'contoso', defaultRole: undefined },
      { requestId: 'request-1', tokenId: 'gen-1' },
      new Budget(),
    );
  });
  afterAll(() => db.close());

  async function create(attributes: Attributes): Promise<Resource> {
    const resource = {
      id: uuidV7(),
      attributes: { active: true, ...attributes },
      version: 1,
      created: NOW,
      lastModified: NOW,
    };
    await store.users.insert(creationOf(resource));
    return resource;
  }

  /** Starts several changes of a user at once. Returns the versions that they were computed from, in order. */
  async function changeAtOnce(id: string, ...changes: ((before: Attributes) => Attributes)[]): Promise<number[]> {
    const seen: number[] = [];
    await Promise.all(
      changes.map((change) =>
        store.users.change(
          id,
          (before) => {
            seen.push(before.version);
            return changeTo(before, { ...before.attributes, ...change(before.attributes) }, NOW);
          },
          RELATED,
        ),
      ),
    );
    return seen;
  }

  /** Changes a new user twice at once, with ever new users until both changes have read the same version. */
  async function untilBothSeeTheSame(
    attributes: Attributes,
    changes: ((before: Attributes) => Attributes)[],
    check: (id: string) => Promise<void>,
  ): Promise<void> {
    for (let times = 1, seen: number[] = []; seen.length <= changes.length; times++) {
      const { id } = await create({ ...attributes, userName: uuidV7() });
      seen = await changeAtOnce(id, ...changes);
      await check(id);
      expect(times).toBeLessThan(100);
    }
  }

  test('both count, and the one that comes second is made again on what the first one left', async () => {
    await untilBothSeeTheSame({}, [() => ({ title: 'Lead' }), () => ({ nickName: 'Annie' })], async (id) => {
      expect(await store.users.find(id, RELATED)).toMatchObject({
        version: 3,
        attributes: { title: 'Lead', nickName: 'Annie' },
      });
    });
  });

  test('leave a user to be found by the addresses that the second one keeps', async () => {
    const named = (title: string) => ({ title, emails: [{ value: `${title}-${uuidV7()}@contoso.com` }] });
    const unlessTaken = (title: string) => (before: Attributes) => (before['title'] === undefined ? named(title) : {});
    const old = `old-${uuidV7()}@contoso.com`;
    const keepers = new Set<unknown>();
    const changes = [unlessTaken('one'), () => ({ title: 'two' })];

    while (keepers.size < 2) {
      await untilBothSeeTheSame({ emails: [{ value: old }] }, changes, async (id) => {
        const stored = await store.users.find(id, RELATED);
        const [{ value } = { value: '' }] = stored?.attributes['emails'] as { value: string }[];
        keepers.add(value === old);
        const search = readSearch(USER, { filter: `emails.value eq "${value}"` });
        expect((await store.users.search(search, RELATED)).items.map((found) => found.id)).toContain(id);
      });
    }
  });

  test('are each made, and logged in the order in which they were made', async () => {
    const { id } = await create({ userName: 'dora' });

    await changeAtOnce(id, ...Array.from({ length: 60 }, (_, index) => () => ({ title: `title ${index}` })));

    const rows = await db.run<{ version: number }>('contoso', {
      text: 'select version from provisioning_log where resource_id = $1 order by at, id',
      values: [id],
    });
    expect(rows.map(({ version }) => version)).toEqual(Array.from({ length: 61 }, (_, index) => index + 1));
  });

  test('a change of the manager is answered with the new one, with none, and with oneself under a new name', async () => {
    const boss = await create({ userName: 'boss', displayName: 'The Boss' });
    const { id } = await create({ userName: 'emil', displayName: 'Emil' });
    const change = async (attributes: Attributes) => {
      const changed = await store.users.change(
        id,
        (before) => changeTo(before, { ...before.attributes, ...attributes }, NOW),
        RELATED,
      );
      return changed?.manager;
    };
    const managedBy = (value: string) => ({ [ENTERPRISE_USER_SCHEMA.id]: { manager: { value } } });

    expect(await change(managedBy(boss.id))).toEqual({ id: boss.id, display: 'The Boss' });
    expect(await change({ title: 'Lead' })).toEqual({ id: boss.id, display: 'The Boss' });
    expect(await change({ [ENTERPRISE_USER_SCHEMA.id]: {} })).toBeUndefined();
    expect(await change(managedBy(id))).toEqual({ id, display: 'Emil' });
    expect(await change({ displayName: 'Emilia' })).toEqual({ id, display: 'Emilia' });
  });
});
