import { randomUUID } from 'node:crypto';

import { v7 as uuidV7 } from 'uuid';

import { atMost } from '../../../../command-line/at-most';
import { Budget } from '../../../../service/directory/budget';
import { changeTo, creationOf } from '../../../../service/directory/change';
import { SamePerson } from '../../../../service/directory/same-person';
import type { DirectoryStore } from '../../../../service/directory/store';
import type { MemberChange } from '../../../../service/scim/member-change';
import { ENTRA_PROFILE } from '../../../../service/scim/profile';
import type { Attributes, Resource } from '../../../../service/scim/resource';
import { Database } from '../../../../service/storage/connections/database';
import { openStoreOn } from '../../../../service/storage/directory/open-store';
import { DATABASES, useDatabase } from '../../../support/postgres';

const NOW = new Date('2026-01-01T00:00:00Z');
const ALONE = { related: false };
const always = () => undefined;

const resource = (attributes: Attributes): Resource => ({
  id: uuidV7(),
  attributes,
  version: 1,
  created: NOW,
  lastModified: NOW,
});

const ann = () =>
  resource({ userName: 'Ann', active: true, externalId: 'ext-ann', roles: [{ value: 'account_analyst' }] });
const bob = () => resource({ userName: 'bob', active: true });
const finance = () => resource({ displayName: 'Finance' });

describe.each(DATABASES)('the provisioning log on %s', (_name, server) => {
  const database = useDatabase(server);
  let db: Database;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  afterAll(() => db.close());

  interface Opened extends DirectoryStore {
    readonly tenant: string;
    create(...resources: readonly Resource[]): Promise<void>;
    write(id: string, attributes: Attributes): Promise<unknown>;
    move(group: Resource, ...changes: readonly MemberChange[]): Promise<unknown>;

    /** Returns the rows of the log, in the order in which they were written. */
    log(id?: string): Promise<Record<string, unknown>[]>;

    /** Returns the groups that a user joined (+) and left (-), in order. */
    moves(user: Resource): Promise<string[]>;
  }

  function open(): Opened {
    const tenant = randomUUID();
    const { users, groups } = openStoreOn(db)(
      { slug: tenant, defaultRole: undefined },
      { requestId: 'request-1', tokenId: 'gen-1' },
      new Budget(),
    );
    return {
      tenant,
      users,
      groups,
      create: async (...resources) => {
        for (const one of resources) {
          if ('userName' in one.attributes) await users.insert(creationOf(one));
          else await groups.insert(creationOf(one), []);
        }
      },
      write: (id, attributes) =>
        users.change(id, (before) => changeTo(before, { ...before.attributes, ...attributes }, NOW), ALONE),
      move: (group, ...changes) =>
        groups.change(group.id, (before) => changeTo(before, before.attributes, NOW), changes),
      log: (id) =>
        db.run(tenant, {
          text: `select action, resource_id as id, name, external_id, version, attributes, changes
                   from provisioning_log where resource_id = coalesce($1, resource_id) order by at, id`,
          values: [id],
        }),
      moves: async (user) => {
        const rows = await db.run<{ group_name: string; joined: boolean }>(tenant, {
          text: 'select group_name, joined from membership_log where user_id = $1 order by at, version',
          values: [user.id],
        });
        return rows.map(({ group_name, joined }) => `${joined ? '+' : '-'}${group_name}`);
      },
    };
  }

  test('keeps what a user was and is: name, state and role, and of all else only the attributes', async () => {
    const store = open();
    const user = ann();
    await store.create(user);

    await store.write(user.id, { userName: 'Anna', title: 'secret', roles: [{ value: 'account_billing' }] });
    await store.write(user.id, { active: false });
    await store.users.remove(user.id, always);

    const common = { id: user.id, external_id: 'ext-ann' };
    const created = { userName: { after: 'Ann' }, active: { after: true }, role: { after: 'account_analyst' } };
    const changed = {
      userName: { before: 'Ann', after: 'Anna' },
      role: { before: 'account_analyst', after: 'account_billing' },
    };
    const removed = { userName: { before: 'Anna' }, active: { before: false }, role: { before: 'account_billing' } };
    const all = ['userName', 'active', 'externalId', 'roles'];
    expect(await store.log()).toEqual([
      { ...common, action: 'create', name: 'Ann', version: 1, attributes: all, changes: created },
      {
        ...common,
        action: 'change',
        name: 'Anna',
        version: 2,
        attributes: ['userName', 'roles', 'title'],
        changes: changed,
      },
      {
        ...common,
        action: 'change',
        name: 'Anna',
        version: 3,
        attributes: ['active'],
        changes: { active: { before: true, after: false } },
      },
      { ...common, action: 'delete', name: 'Anna', version: 4, attributes: [], changes: removed },
    ]);
    expect(JSON.stringify(await store.log())).not.toContain('secret');
  });

  test('says that a user came back', async () => {
    const store = open();
    const user = ann();
    await store.create(user);
    await store.write(user.id, { active: false });
    const again = resource({ ...user.attributes });

    await store.users.insert(
      creationOf(again),
      new SamePerson({ profile: ENTRA_PROFILE, restore: 'in-place' }, again.attributes, NOW),
    );

    expect((await store.log(user.id)).at(-1)).toMatchObject({
      action: 'restore',
      version: 3,
      changes: { active: { before: false, after: true } },
    });
  });

  test('says by name who joined and who left a group, for the group and for the user', async () => {
    const store = open();
    const [one, other, group] = [ann(), bob(), finance()];
    await store.create(one, other, group);

    await store.move(group, { kind: 'add', ids: [one.id, other.id] });
    await store.move(group, { kind: 'remove', ids: [other.id] });
    await store.move(group, { kind: 'replace', ids: [other.id] });
    await store.move(group, { kind: 'clear' });

    const [a, b] = [
      { id: one.id, name: 'Ann' },
      { id: other.id, name: 'bob' },
    ];
    const members = (await store.log(group.id)).slice(1).map(({ version, attributes, changes }) => {
      expect(attributes).toEqual(['members']);
      return [version, (changes as { members: unknown }).members];
    });
    expect(members).toEqual([
      [2, { added: [a, b], removed: [] }],
      [3, { added: [], removed: [b] }],
      [4, { added: [b], removed: [a] }],
      [5, { added: [], removed: [b] }],
    ]);
    expect(await store.moves(one)).toEqual(['+Finance', '-Finance']);
    expect(await store.moves(other)).toEqual(['+Finance', '-Finance', '+Finance', '-Finance']);
  });

  test('of members who are added and removed by one request keeps the outcome', async () => {
    const store = open();
    const [one, other, group] = [ann(), bob(), finance()];
    await store.create(one, other, group);
    await store.move(group, { kind: 'add', ids: [one.id] });

    await store.move(
      group,
      { kind: 'remove', ids: [one.id] },
      { kind: 'add', ids: [one.id, other.id] },
      { kind: 'remove', ids: [other.id] },
      { kind: 'add', ids: [other.id] },
    );

    expect((await store.log(group.id)).at(-1)?.['changes']).toEqual({
      members: { added: [{ id: other.id, name: 'bob' }], removed: [] },
    });
    expect(await store.moves(one)).toEqual(['+Finance']);
  });

  test('writes the members of a new group, and of one that is deleted, in entries of their own', async () => {
    const store = open();
    const [one, group] = [ann(), finance()];
    await store.create(one);

    await store.groups.insert({ resource: group, attributes: ['displayName', 'members'] }, [one.id]);
    await store.groups.remove(group.id, always);

    const member = { id: one.id, name: 'Ann' };
    const rows = (await store.log(group.id)).map(({ action, name, version, attributes, changes }) => {
      expect(name).toBe('Finance');
      return [action, version, attributes, changes];
    });
    expect(rows).toEqual([
      ['create', 1, ['displayName'], { displayName: { after: 'Finance' } }],
      ['change', 1, ['members'], { members: { added: [member], removed: [] } }],
      ['change', 2, ['members'], { members: { added: [], removed: [member] } }],
      ['delete', 2, [], { displayName: { before: 'Finance' } }],
    ]);
    expect(await store.moves(one)).toEqual(['+Finance', '-Finance']);
  });

  test('a user who is deleted leaves groups, each of which says so in its new version', async () => {
    const store = open();
    const [one, group, team] = [ann(), finance(), resource({ displayName: 'Team' })];
    await store.create(one, group, team);
    for (const each of [group, team]) await store.move(each, { kind: 'add', ids: [one.id] });

    await store.users.remove(one.id, always);

    const left = { members: { added: [], removed: [{ id: one.id, name: 'Ann' }] } };
    for (const each of [group, team]) {
      expect((await store.log(each.id)).at(-1)).toMatchObject({ action: 'change', version: 3, changes: left });
      expect(await store.groups.find(each.id, ALONE)).toMatchObject({ version: 3 });
    }
    expect((await store.moves(one)).sort()).toEqual(['+Finance', '+Team', '-Finance', '-Team']);
  });

  test('has at most a thousand members in an entry, all of the same request and version', async () => {
    const store = open();
    const members = Array.from({ length: 2_001 }, (_, n) => resource({ userName: `user-${n}`, active: true }));
    await atMost(10, members, (member) => store.create(member));
    const group = finance();
    await store.create(group);

    await store.move(group, { kind: 'add', ids: members.map(({ id }) => id) });

    const rows = (await store.log(group.id)).slice(1);
    const named = rows.map(({ changes }) => (changes as { members: { added: { name: string }[] } }).members.added);
    expect(named.map(({ length }) => length)).toEqual([1_000, 1_000, 1]);
    expect(new Set(named.flat().map(({ name }) => name)).size).toBe(2_001);
    expect(rows.map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  test('keeps nothing of a change that is rolled back', async () => {
    const store = open();
    const [one, other, group] = [ann(), bob(), finance()];
    await store.create(one, other, group);
    const before = [...(await store.log()), ...(await store.moves(one))];

    await expect(store.write(other.id, { userName: 'ANN' })).rejects.toThrow('not unique');
    await expect(store.move(group, { kind: 'add', ids: [one.id, uuidV7()] })).rejects.toThrow('no users');
    const refused = store.users.remove(one.id, () => {
      throw new Error('another version');
    });

    await expect(refused).rejects.toThrow('another version');
    expect([...(await store.log()), ...(await store.moves(one))]).toEqual(before);
  });
});
