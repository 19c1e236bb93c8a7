import { randomUUID } from 'node:crypto';

import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../../service/directory/budget';
import { changeTo, creationOf } from '../../../../service/directory/change';
import type { HistoryEntry, Position } from '../../../../service/directory/history';
import type { DirectoryStore } from '../../../../service/directory/store';
import type { MemberChange } from '../../../../service/scim/member-change';
import type { Attributes, Resource } from '../../../../service/scim/resource';
import { Database } from '../../../../service/storage/connections/database';
import { openStoreOn } from '../../../../service/storage/directory/open-store';
import { openEventLogOn } from '../../../../service/storage/history/sql-event-log';
import { SqlHistory } from '../../../../service/storage/history/sql-history';
import { administer, DATABASES, useDatabase } from '../../../support/postgres';

const NOW = new Date();
const DAY_MS = 24 * 60 * 60 * 1000;
const ALL = { count: 100 };
const always = () => undefined;

const resource = (attributes: Attributes): Resource => ({
  id: uuidV7(),
  attributes,
  version: 1,
  created: NOW,
  lastModified: NOW,
});
const user = (userName: string, attributes: Attributes = {}) => resource({ userName, active: true, ...attributes });
const withRole = (value: string) => ({ roles: [{ value, primary: true }] });
const group = (displayName: string) => resource({ displayName });

describe.each(DATABASES)('history on %s', (_name, server) => {
  const database = useDatabase(server);
  let db: Database;
  let history: SqlHistory;
  beforeAll(async () => {
    db = new Database({ connectionString: database.url }, () => undefined);
    history = new SqlHistory(db);
    await administer(database.url, "update scim.migrations set at = now() - interval '300 days'");
  });
  afterAll(() => db.close());

  /** A tenant that nobody else uses, with functions that make changes to it. Each change is a separate request. */
  function open() {
    const slug = `tenant-${randomUUID()}`;
    let requests = 0;
    const store = (): DirectoryStore => {
      const origin = { requestId: `request-${++requests}`, tokenId: 'gen-3' };
      return openStoreOn(db)({ slug, defaultRole: undefined }, origin, new Budget());
    };
    return {
      slug,
      create: async (...resources: readonly Resource[]) => {
        for (const one of resources) {
          if ('userName' in one.attributes) await store().users.insert(creationOf(one));
          else await store().groups.insert(creationOf(one), []);
        }
      },
      write: (id: string, attributes: Attributes) =>
        store().users.change(id, (before) => changeTo(before, { ...before.attributes, ...attributes }, NOW), {
          related: false,
        }),
      move: (to: Resource, kind: MemberChange['kind'], ...members: readonly Resource[]) =>
        store().groups.change(to.id, (before) => changeTo(before, before.attributes, NOW), [
          { kind, ids: members.map(({ id }) => id) },
        ]),
      remove: ({ id, attributes }: Resource) =>
        'userName' in attributes ? store().users.remove(id, always) : store().groups.remove(id, always),

      /** Moves everything so far into the past by this many days. */
      pass: async (days: number) => {
        for (const log of ['provisioning_log', 'membership_log', 'refusals']) {
          await administer(
            database.url,
            `update scim.${log} set at = (at at time zone 'UTC' - interval '${days} days') at time zone 'UTC' where tenant_id = '${slug}'`,
          );
        }
      },
    };
  }

  /** Entries as `action name`, in their order. */
  const told = (entries: readonly HistoryEntry[]) =>
    entries.map(({ action, name, group: of }) => `${action} ${of?.name ?? name}`);

  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

  describe('changes', () => {
    test('of a tenant come the latest first, with request, token and what was done', async () => {
      const tenant = open();
      const ann = user('ann', withRole('account_analyst'));
      await tenant.create(ann);
      await tenant.write(ann.id, { active: false });

      const { items, next } = await history.changes(tenant.slug, ALL);

      expect(told(items)).toEqual(['change ann', 'create ann']);
      expect(items[0]).toMatchObject({
        requestId: 'request-2',
        tokenId: 'gen-3',
        type: 'User',
        id: ann.id,
        version: 2,
        changes: { active: { before: true, after: false } },
      });
      expect(next).toBeUndefined();
    });

    test('of a user include the groups that the user joined and left', async () => {
      const tenant = open();
      const [ann, bob, finance] = [user('ann'), user('bob'), group('Finance')];
      await tenant.create(ann, bob, finance);
      await tenant.move(finance, 'add', ann, bob);
      await tenant.write(ann.id, { title: 'Lead' });
      await tenant.move(finance, 'remove', ann);

      const { items } = await history.changes(tenant.slug, { ...ALL, resource: { type: 'User', id: ann.id } });

      expect(told(items)).toEqual(['leave Finance', 'change ann', 'join Finance', 'create ann']);
      expect(items[2]).toMatchObject({ requestId: 'request-4', tokenId: 'gen-3', group: { id: finance.id } });
    });

    test('of a user give the name that the user had when joining or leaving, or the current name if none is kept', async () => {
      const tenant = open();
      const [ann, finance] = [user('ann'), group('Finance')];
      const names = async () => {
        const { items } = await history.changes(tenant.slug, { ...ALL, resource: { type: 'User', id: ann.id } });
        return items.filter(({ action }) => action === 'join' || action === 'leave').map(({ name }) => name);
      };
      await tenant.create(ann, finance);
      await tenant.move(finance, 'add', ann);
      await tenant.write(ann.id, { userName: 'anna' });
      await tenant.move(finance, 'remove', ann);

      expect(await names()).toEqual(['anna', 'ann']);

      await administer(database.url, `delete from scim.provisioning_log where resource_id = '${ann.id}'`);
      expect(await names()).toEqual(['anna', 'anna']);

      await history.forget(tenant.slug, ann.id, { requestId: 'request-0', tokenId: 'gen-3' });
      expect(await names()).toEqual([null, null]);
    });

    test('of a group name its members, and nothing of other groups', async () => {
      const tenant = open();
      const [ann, finance, team] = [user('ann'), group('Finance'), group('Team')];
      await tenant.create(ann, finance, team);
      await tenant.move(finance, 'add', ann);

      const { items } = await history.changes(tenant.slug, { ...ALL, resource: { type: 'Group', id: finance.id } });

      expect(told(items)).toEqual(['change Finance', 'create Finance']);
      expect(items[0]?.changes.members?.added).toEqual([{ id: ann.id, name: 'ann' }]);
    });

    test.each(['tenant', 'User'] as const)(
      'of a %s are listed page by page, each once, even if all are of one millisecond',
      async (whose) => {
        const tenant = open();
        const [ann, finance] = [user('ann'), group('Finance')];
        await tenant.create(ann, finance);
        for (let times = 0; times < 4; times++) {
          await tenant.move(finance, times % 2 === 0 ? 'add' : 'remove', ann);
          await tenant.write(ann.id, { title: `title-${times}` });
        }
        for (const log of ['provisioning_log', 'membership_log']) {
          await administer(database.url, `update scim.${log} set at = now() where tenant_id = '${tenant.slug}'`);
        }
        const asked = whose === 'User' ? { resource: { type: whose, id: ann.id } } : {};
        const { items: all } = await history.changes(tenant.slug, { ...ALL, ...asked });

        const pages: HistoryEntry[] = [];
        let after: Position | undefined;
        do {
          const page = await history.changes(tenant.slug, { count: 2, after, ...asked });
          pages.push(...page.items);
          after = page.next;
        } while (after);

        expect(all).toHaveLength(whose === 'User' ? 9 : 10);
        expect(pages).toEqual(all);
      },
    );

    test('since a time leave out what was before', async () => {
      const tenant = open();
      await tenant.create(user('ann'));
      await tenant.pass(2);
      await tenant.create(user('bob'));

      expect(told((await history.changes(tenant.slug, { ...ALL, since: daysAgo(1) })).items)).toEqual(['create bob']);
    });

    test('of other tenants are not shown', async () => {
      const [contoso, fabrikam] = [open(), open()];
      const ann = user('ann');
      await contoso.create(ann);

      const asked = { ...ALL, resource: { type: 'User', id: ann.id } } as const;

      expect((await history.changes(fabrikam.slug, asked)).items).toEqual([]);
      expect(await history.named(fabrikam.slug, 'User', 'ann')).toEqual([]);
      expect((await history.access(fabrikam.slug, ALL)).users).toEqual([]);
    });
  });

  describe('names', () => {
    test('find a user who was renamed, by each name, in any case', async () => {
      const tenant = open();
      const ann = user('Ann');
      await tenant.create(ann, user('bob'));
      await tenant.write(ann.id, { userName: 'Anna' });

      for (const name of ['ANN', 'anna']) {
        expect(await history.named(tenant.slug, 'User', name)).toEqual([{ id: ann.id, name: 'Anna' }]);
      }
    });

    test('find what is deleted, after what has the name now', async () => {
      const tenant = open();
      const [former, present] = [group('Finance'), group('finance')];
      await tenant.create(former);
      await tenant.remove(former);
      await tenant.create(present, user('finance'));

      expect(await history.named(tenant.slug, 'Group', 'Finance')).toEqual([
        { id: present.id, name: 'finance' },
        { id: former.id, name: undefined },
      ]);
    });
  });

  describe('access', () => {
    test('shows the role and groups of each user, since when, and by which request', async () => {
      const tenant = open();
      const [ann, bob, finance] = [
        user('ann', { ...withRole('account_billing'), externalId: 'ext-ann' }),
        user('bob'),
        group('Finance'),
      ];
      await tenant.create(ann, bob, finance);
      await tenant.move(finance, 'add', ann);
      await tenant.write(bob.id, { active: false });
      await tenant.write(ann.id, { title: 'Lead' });

      const { users, next } = await history.access(tenant.slug, ALL);

      expect(users).toEqual([
        {
          id: ann.id,
          userName: 'ann',
          externalId: 'ext-ann',
          active: true,
          role: 'account_billing',
          since: expect.any(Date),
          requestId: 'request-1',
          tokenId: 'gen-3',
          groups: [{ id: finance.id, name: 'Finance' }],
        },
        expect.objectContaining({ userName: 'bob', active: false, role: null, requestId: 'request-5', groups: [] }),
      ]);
      expect(next).toBeUndefined();
    });

    test('of an earlier day is what it was then: role, name, state, groups, and those who are gone', async () => {
      const tenant = open();
      const [ann, bob, carl] = [
        user('ann', withRole('account_analyst')),
        user('bob', withRole('account_billing')),
        user('carl'),
      ];
      const [finance, team] = [group('Finance'), group('Team')];
      await tenant.create(ann, bob, finance, team);
      await tenant.move(finance, 'add', ann, bob);
      await tenant.pass(10);
      await tenant.move(finance, 'remove', ann);
      await tenant.move(team, 'add', ann);
      await tenant.write(ann.id, { userName: 'anna', ...withRole('account_administrator') });
      await tenant.write(ann.id, { active: false, roles: undefined });
      await tenant.remove(bob);
      await tenant.remove(finance);
      await tenant.create(carl);

      const { users } = await history.access(tenant.slug, { ...ALL, at: daysAgo(5) });

      const inFinance = [{ id: finance.id, name: 'Finance' }];
      expect(users).toEqual([
        expect.objectContaining({
          id: ann.id,
          userName: 'ann',
          active: true,
          role: 'account_analyst',
          groups: inFinance,
        }),
        expect.objectContaining({
          id: bob.id,
          userName: 'bob',
          active: true,
          role: 'account_billing',
          groups: inFinance,
        }),
      ]);
      expect(users.map(({ requestId }) => requestId)).toEqual(['request-1', 'request-2']);
      const { users: present } = await history.access(tenant.slug, ALL);
      expect(present.map(({ userName, active, role }) => [userName, active, role])).toEqual([
        ['anna', false, null],
        ['carl', true, null],
      ]);
    });

    test('is listed page by page, with those who are gone in their places', async () => {
      const tenant = open();
      const users = ['a', 'b', 'c', 'd', 'e'].map((name) => user(name));
      await tenant.create(...users);
      await tenant.pass(10);
      for (const at of [1, 3]) await tenant.remove(users[at] as Resource);
      await tenant.create(user('f'));

      const names: unknown[] = [];
      let after: string | undefined;
      do {
        const page = await history.access(tenant.slug, { count: 2, after, at: daysAgo(5) });
        names.push(...page.users.map(({ userName }) => userName));
        after = page.next;
      } while (after !== undefined);

      expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    test('fails for a day before history begins, and says when it does', async () => {
      const asked = history.access(open().slug, { ...ALL, at: daysAgo(400) });

      await expect(asked).rejects.toThrow(/^history does not reach back to .*; it begins on /);
    });

    test('fails for a day whose changes are no longer kept', async () => {
      const asked = { ...ALL, at: daysAgo(200) };
      await history.access(open().slug, asked);
      const [oldest] = await administer(
        database.url,
        "select name from scim.log_partitions where log = 'provisioning_log' order by ends limit 1",
      );

      await administer(
        database.url,
        `alter table scim.provisioning_log detach partition scim.${String(oldest?.['name'])}`,
      );
      const refused = history.access(open().slug, asked);

      await expect(refused).rejects.toThrow('history does not reach back');
      await administer(
        database.url,
        `alter table scim.provisioning_log attach partition scim.${String(oldest?.['name'])}
         for values from ('-infinity') to ((date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC')`,
      );
    });
  });

  describe('forget', () => {
    const BY = { requestId: 'request-of-forgetting', tokenId: 'some-operator' };

    test('takes the names of a user out of all entries, and leaves what was done', async () => {
      const tenant = open();
      const [ann, bob, finance] = [
        user('ann@contoso.com', { displayName: 'Ann M.', externalId: 'ext-ann', ...withRole('account_billing') }),
        user('bob'),
        group('Finance'),
      ];
      await tenant.create(ann, bob, finance);
      await tenant.move(finance, 'add', ann, bob);
      await tenant.write(ann.id, { userName: 'anna@contoso.com', active: false });
      await tenant.remove(ann);

      const entries = await history.forget(tenant.slug, ann.id, BY);

      const { items } = await history.changes(tenant.slug, ALL);
      const rows = await administer(
        database.url,
        `select log::text from scim.provisioning_log log where tenant_id = '${tenant.slug}'`,
      );
      expect(entries).toBe(5);
      expect(JSON.stringify([items, rows])).not.toMatch(/anna?@contoso|Ann M\.|ext-ann/i);
      expect(items.filter(({ id }) => id === ann.id).map(({ action, changes }) => [action, changes])).toEqual([
        ['forget', {}],
        ['delete', { active: { before: false }, role: { before: 'account_billing' } }],
        ['change', { active: { before: true, after: false } }],
        ['create', { active: { after: true }, role: { after: 'account_billing' } }],
      ]);
      expect(items.map(({ changes }) => changes.members).filter((members) => members)).toEqual([
        { added: [], removed: [{ id: ann.id }] },
        { added: expect.arrayContaining([{ id: ann.id }, { id: bob.id, name: 'bob' }]), removed: [] },
      ]);
      expect(await history.named(tenant.slug, 'User', 'ann@contoso.com')).toEqual([]);
      expect(await history.forget(tenant.slug, ann.id, BY)).toBe(0);
    });

    test('leaves an entry that shows who requested it, and no event', async () => {
      const tenant = open();
      const ann = user('ann');
      await tenant.create(ann);
      const feed = openEventLogOn(db)({ slug: tenant.slug, defaultRole: undefined });

      await history.forget(tenant.slug, ann.id, BY);

      const about = { ...ALL, resource: { type: 'User', id: ann.id } } as const;
      const { items } = await history.changes(tenant.slug, about);
      expect(items[0]).toMatchObject({ ...BY, action: 'forget', type: 'User', id: ann.id, name: null, version: null });
      expect(await feed.number()).toEqual({ last: 1, isBehind: false });
    });

    test('leaves other tenants and other users alone', async () => {
      const [contoso, fabrikam] = [open(), open()];
      const [ann, bob] = [user('ann'), user('bob')];
      await contoso.create(ann, bob);

      await expect(history.forget(fabrikam.slug, ann.id, BY)).rejects.toThrow(
        `'${fabrikam.slug}' has no user with the id '${ann.id}', and history has nothing about one`,
      );
      await history.forget(contoso.slug, bob.id, BY);

      expect(told((await history.changes(contoso.slug, ALL)).items)).toEqual([
        'forget null',
        'create null',
        'create ann',
      ]);
      expect(told((await history.changes(fabrikam.slug, ALL)).items)).toEqual([]);
    });
  });
});
