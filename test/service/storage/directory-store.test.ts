import { randomUUID } from 'node:crypto';

import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../service/directory/budget';
import { changeTo } from '../../../service/directory/change';
import { type DirectoryStore, Duplicate, StoreUnavailable, UnknownMember } from '../../../service/directory/store';
import type { Attributes, Resource } from '../../../service/scim/resource';
import { GROUP, USER } from '../../../service/scim/resource-type';
import { readSearch, type SearchParameters } from '../../../service/scim/search';
import { Database } from '../../../service/storage/database';
import { openStoreOn } from '../../../service/storage/open-store';
import { administer, STORES, useDatabase } from '../../support/postgres';
import { startProxy } from '../../support/proxy';

const NOW = new Date('2026-01-01T00:00:00.123Z');
const LATER = new Date('2026-01-02T00:00:00Z');
const ALONE = { related: false };
const RELATED = { related: true };

/** A search for users with a client's parameters. */
const users = (parameters: SearchParameters = {}) => readSearch(USER, parameters);
const groups = (parameters: SearchParameters = {}) => readSearch(GROUP, parameters);

/** Allows all removals. */
const always = () => undefined;

function resource(attributes: Attributes): Resource {
  return { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW };
}

function user(userName: string, attributes: Attributes = {}): Resource {
  return resource({ userName, active: true, ...attributes });
}

describe.each(STORES)('a directory store on %s', (_name, server, form) => {
  const database = useDatabase(server, form);
  let db: Database;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  afterAll(() => db.close());

  /** The store of a tenant that nobody else uses. */
  function open(tenant: string = randomUUID()): DirectoryStore & { tenant: string } {
    const key = { slug: tenant, defaultRole: undefined };
    return { tenant, ...openStoreOn(db)(key, { requestId: 'request-1', tokenId: 'gen-1' }, new Budget()) };
  }

  async function insertUsers(store: DirectoryStore, ...users: readonly Resource[]): Promise<void> {
    for (const one of users) {
      await store.users.insert({ resource: one, attributes: Object.keys(one.attributes) }, undefined);
    }
  }

  async function insertGroup(store: DirectoryStore, displayName: string, memberIds: string[] = []): Promise<Resource> {
    const group = resource({ displayName });
    await store.groups.insert({ resource: group, attributes: ['displayName'] }, memberIds);
    return group;
  }

  async function memberIds(store: DirectoryStore, groupId: string): Promise<string[]> {
    const group = await store.groups.find(groupId, RELATED);
    return (group?.members ?? []).map(({ id }) => id);
  }

  function names(items: readonly Resource[]): unknown[] {
    return items.map(({ attributes }) => attributes['userName'] ?? attributes['displayName']);
  }

  describe('users', () => {
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

    test("forgets the e-mail addresses of a removed user, and keeps everybody else's", async () => {
      const store = open();
      const [ann, bob] = ['ann', 'bob'].map((name) => user(name, { emails: [{ value: `${name}@x.example` }] })) as [
        Resource,
        Resource,
      ];
      await insertUsers(store, ann, bob);

      expect(await store.users.remove(ann.id, always)).toBe(true);

      const kept = await db.run(store.tenant, { text: 'select email_key from user_emails' });
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

      expect(pages.map(({ items }) => names(items))).toEqual([['a', 'b'], ['c', 'd'], ['e'], [], []]);
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

      expect(names(items)).toEqual(expected);
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

      expect([await find('old@x.example'), await find('new@x.example'), await find('kept@x.example')]).toEqual([
        0, 1, 1,
      ]);
    });
  });

  describe('groups', () => {
    test('returns what was stored, with its members on request', async () => {
      const store = open();
      const [ann, bob] = [user('ann', { displayName: 'Ann' }), user('bob')];
      await insertUsers(store, ann, bob);

      const team = await insertGroup(store, 'Data Team', [ann.id, bob.id]);

      expect(await store.groups.find(team.id, ALONE)).toEqual(team);
      expect(await store.groups.find(team.id, RELATED)).toEqual({
        ...team,
        members: [
          { id: ann.id, display: 'Ann' },
          { id: bob.id, display: 'bob' },
        ],
      });
    });

    test('refuses a displayName that differs only in case', async () => {
      const store = open();
      await insertGroup(store, 'Führung');

      await expect(insertGroup(store, 'FÜHRUNG')).rejects.toThrow(new Duplicate('displayName', 'FÜHRUNG'));
    });

    test('adds, removes, replaces and clears members, in the requested order', async () => {
      const store = open();
      const [ann, bob, carl] = [user('ann'), user('bob'), user('carl')];
      await insertUsers(store, ann, bob, carl);
      const team = await insertGroup(store, 'Data Team', [ann.id]);
      const change = (...changes: Parameters<typeof store.groups.change>[2][number][]) =>
        store.groups.change(team.id, (before) => changeTo(before, before.attributes, LATER), changes);

      const added = await change({ kind: 'add', ids: [bob.id, carl.id] }, { kind: 'remove', ids: [ann.id] });
      expect(added).toMatchObject({ version: 2, lastModified: LATER });
      expect(await memberIds(store, team.id)).toEqual([bob.id, carl.id]);

      await change({ kind: 'replace', ids: [ann.id, bob.id] });
      expect(await memberIds(store, team.id)).toEqual([ann.id, bob.id]);

      const cleared = await change({ kind: 'clear' });
      expect(cleared?.version).toBe(4);
      expect(await memberIds(store, team.id)).toEqual([]);
    });

    test('changes nothing when present members are added, or absent ones removed', async () => {
      const store = open();
      const [ann, bob] = [user('ann'), user('bob')];
      await insertUsers(store, ann, bob);
      const team = await insertGroup(store, 'Data Team', [ann.id]);

      await store.groups.change(team.id, (before) => changeTo(before, before.attributes, LATER), [
        { kind: 'add', ids: [ann.id] },
        { kind: 'remove', ids: [bob.id] },
        { kind: 'replace', ids: [ann.id] },
      ]);

      expect(await store.groups.find(team.id, ALONE)).toEqual(team);
    });

    test('changes nothing when somebody is added and removed again, or removed and added again', async () => {
      const store = open();
      const [ann, bob] = [user('ann'), user('bob')];
      await insertUsers(store, ann, bob);
      const team = await insertGroup(store, 'Data Team', [ann.id]);
      const change = (...changes: Parameters<typeof store.groups.change>[2][number][]) =>
        store.groups.change(team.id, (before) => changeTo(before, before.attributes, LATER), changes);

      const unchanged = [
        await change({ kind: 'add', ids: [bob.id] }, { kind: 'remove', ids: [bob.id] }),
        await change({ kind: 'clear' }, { kind: 'add', ids: [ann.id] }),
        await change({ kind: 'replace', ids: [bob.id] }, { kind: 'replace', ids: [ann.id] }),
      ];
      const changed = await change({ kind: 'clear' }, { kind: 'add', ids: [ann.id, bob.id] });

      expect(unchanged).toEqual([team, team, team]);
      expect(changed?.version).toBe(2);
      expect(await memberIds(store, team.id)).toEqual([ann.id, bob.id]);
      const log = await db.run(store.tenant, { text: 'select from provisioning_log where version > 1' });
      expect(log).toHaveLength(1);
    });

    test('refuses a member who is not a user, by id, and keeps nothing of the change', async () => {
      const store = open();
      const ann = user('ann');
      await insertUsers(store, ann);
      const team = await insertGroup(store, 'Data Team');
      const nobody = uuidV7();

      const change = store.groups.change(team.id, (before) => changeTo(before, { displayName: 'New' }, LATER), [
        { kind: 'add', ids: [ann.id, nobody] },
      ]);

      await expect(change).rejects.toThrow(new UnknownMember([nobody]));
      expect(await store.groups.find(team.id, RELATED)).toEqual({ ...team, members: [] });
    });

    test('keeps all of many members added at once', async () => {
      const store = open();
      const users = Array.from({ length: 40 }, (_, index) => user(`user-${index}`));
      await insertUsers(store, ...users);
      const team = await insertGroup(store, 'Data Team');

      await Promise.all(
        users.map(({ id }) =>
          store.groups.change(team.id, (before) => changeTo(before, before.attributes, LATER), [
            { kind: 'add', ids: [id] },
          ]),
        ),
      );

      expect((await memberIds(store, team.id)).sort()).toEqual(users.map(({ id }) => id).sort());
      expect((await store.groups.find(team.id, ALONE))?.version).toBe(41);
    });

    test('loses a removed user, and nobody else', async () => {
      const store = open();
      const [ann, bob] = [user('ann'), user('bob')];
      await insertUsers(store, ann, bob);
      const team = await insertGroup(store, 'Data Team', [ann.id, bob.id]);

      expect(await store.users.remove(ann.id, always)).toBe(true);

      expect(await memberIds(store, team.id)).toEqual([bob.id]);
      expect((await store.groups.find(team.id, ALONE))?.version).toBe(2);
    });

    test('finds groups by name and by member', async () => {
      const store = open();
      const ann = user('ann');
      await insertUsers(store, ann);
      await insertGroup(store, 'Data Team', [ann.id]);
      await insertGroup(store, 'Billing');
      const find = async (filter: string) =>
        names((await store.groups.search(groups({ filter: filter }), ALONE)).items);

      expect(await find('displayName eq "DATA team"')).toEqual(['Data Team']);
      expect(await find(`members eq "${ann.id}"`)).toEqual(['Data Team']);
      expect(await find(`not (members.value eq "${ann.id}")`)).toEqual(['Billing']);
      expect(await find('members eq "no-such-user"')).toEqual([]);
    });
  });

  describe('tenants', () => {
    test('see nothing of each other, by any path', async () => {
      const [contoso, fabrikam] = [open(), open()];
      const ann = user('ann', { emails: [{ value: 'ann@x.example' }] });
      await insertUsers(contoso, ann);
      const team = await insertGroup(contoso, 'Data Team', [ann.id]);

      expect(await fabrikam.users.find(ann.id, ALONE)).toBeUndefined();
      expect(await fabrikam.users.change(ann.id, (before) => changeTo(before, {}, LATER), ALONE)).toBeUndefined();
      expect(await fabrikam.users.remove(ann.id, always)).toBe(false);
      expect((await fabrikam.users.search(users(), ALONE)).total).toBe(0);
      expect((await fabrikam.users.search(users({ filter: 'emails eq "ann@x.example"' }), ALONE)).total).toBe(0);
      expect(await fabrikam.groups.find(team.id, RELATED)).toBeUndefined();
      expect(await fabrikam.groups.remove(team.id, always)).toBe(false);
      await expect(insertGroup(fabrikam, 'Thieves', [ann.id])).rejects.toThrow(new UnknownMember([ann.id]));
      await insertUsers(fabrikam, user('ann'));
      expect(await contoso.users.find(ann.id, ALONE)).toMatchObject(ann);
    });

    test('are kept apart by the database where a statement forgets to', async () => {
      const [contoso, fabrikam] = [open(), open()];
      const ann = user('ann');
      await insertUsers(contoso, ann);
      await insertGroup(contoso, 'Data Team', [ann.id]);

      for (const table of ['users', 'user_emails', 'groups', 'members', 'provisioning_log']) {
        const rows = await db.run(fabrikam.tenant, { text: `select from ${table}` });
        expect({ table, rows: rows.length }).toEqual({ table, rows: 0 });
      }
      await db.run(fabrikam.tenant, { text: 'delete from users' });
      const smuggled = db.run(fabrikam.tenant, {
        text: `insert into members (tenant_id, group_id, user_id) select '${contoso.tenant}', '${ann.id}', '${ann.id}'`,
      });

      await expect(smuggled).rejects.toThrow('row-level security');
      expect(await contoso.users.find(ann.id, ALONE)).toMatchObject(ann);
    });

    test('are served by a role that can neither bypass row-level security nor change the schema', async () => {
      const [role] = await db.run<{ bypass: boolean; owner: boolean }>('any', {
        text: `select rolsuper or rolbypassrls as bypass,
                      pg_has_role(current_user, (select relowner from pg_class where relname = 'users'), 'member') as owner
                 from pg_roles where rolname = current_user`,
      });

      expect(role).toEqual({ bypass: false, owner: false });
    });
  });

  test('logs who changed what, in the same transaction', async () => {
    const store = open();
    const ann = user('ann');
    await insertUsers(store, ann);
    await store.users.change(
      ann.id,
      (before) => changeTo(before, { ...before.attributes, title: 'Lead' }, LATER),
      ALONE,
    );
    const team = await insertGroup(store, 'Data Team');
    await store.groups.change(team.id, (before) => changeTo(before, before.attributes, LATER), [
      { kind: 'add', ids: [ann.id] },
    ]);
    await store.users.remove(ann.id, always);
    await store.users.remove(ann.id, always);

    const rows = await db.run(store.tenant, {
      text: 'select action, resource_type, resource_id, attributes, token_id, request_id from provisioning_log order by id',
    });

    const origin = { token_id: 'gen-1', request_id: 'request-1' };
    expect(rows).toEqual([
      { action: 'create', resource_type: 'User', resource_id: ann.id, attributes: ['userName', 'active'], ...origin },
      { action: 'change', resource_type: 'User', resource_id: ann.id, attributes: ['title'], ...origin },
      { action: 'create', resource_type: 'Group', resource_id: team.id, attributes: ['displayName'], ...origin },
      { action: 'change', resource_type: 'Group', resource_id: team.id, attributes: ['members'], ...origin },
      { action: 'change', resource_type: 'Group', resource_id: team.id, attributes: ['members'], ...origin },
      { action: 'delete', resource_type: 'User', resource_id: ann.id, attributes: [], ...origin },
    ]);
  });

  test('starts every index and foreign key with the tenant', async () => {
    const indexes = await administer(
      database.url,
      `select indexdef from pg_indexes where schemaname = 'scim' and tablename <> 'migrations'`,
    );
    const keys = await administer(
      database.url,
      `select pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'f' and connamespace = 'scim'::regnamespace`,
    );

    // One look finds the streams of all tenants that are due.
    expect(
      indexes.map(({ indexdef }) => String(indexdef)).filter((definition) => !/\(tenant_id/.test(definition)),
    ).toEqual([expect.stringContaining(' stream_positions_due ')]);
    expect(keys.length).toBeGreaterThan(0);
    expect(
      keys.map(({ definition }) => String(definition)).filter((text) => !/\(tenant_id.*\(tenant_id/.test(text)),
    ).toEqual([]);
  });

  test('gives up on a server that no longer answers', async () => {
    await using proxy = await startProxy(database.url);
    const slow = new Database({ connectionString: proxy.url }, () => undefined, { statementTimeoutMs: 200 });
    const store = openStoreOn(slow)(
      { slug: 'contoso', defaultRole: undefined },
      { requestId: '1', tokenId: '1' },
      new Budget(),
    );
    await store.users.find(uuidV7(), ALONE);

    proxy.fallSilent();

    await expect(store.users.find(uuidV7(), ALONE)).rejects.toThrow(StoreUnavailable);
    await expect(store.users.change(uuidV7(), (before) => changeTo(before, {}, LATER), ALONE)).rejects.toThrow(
      StoreUnavailable,
    );
    await slow.close();
  });

  test('says so when the database is away', async () => {
    const away = new Database({ connectionString: 'postgres://nobody@127.0.0.1:1/none' }, () => undefined);
    const key = { slug: 'contoso', defaultRole: undefined };
    const store = openStoreOn(away)(key, { requestId: '1', tokenId: '1' }, new Budget());

    await expect(store.users.find(uuidV7(), ALONE)).rejects.toThrow(StoreUnavailable);
    await expect(away.check()).rejects.toThrow('no connection to the database');
    await away.close();
  });
});
