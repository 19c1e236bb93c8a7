import { randomUUID } from 'node:crypto';

import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../../service/directory/budget';
import { changeTo, creationOf } from '../../../../service/directory/change';
import type { RosterPage } from '../../../../service/directory/roster';
import type { Attributes, Resource } from '../../../../service/scim/resource';
import { SqlRoster } from '../../../../service/storage/admin/sql-roster';
import { Database } from '../../../../service/storage/connections/database';
import { openStoreOn } from '../../../../service/storage/directory/open-store';
import { DATABASES, useDatabase } from '../../../support/postgres';

const NOW = new Date();

describe.each(DATABASES)('the roster on %s', (_name, server) => {
  const database = useDatabase(server);
  let db: Database;
  let roster: SqlRoster;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
    roster = new SqlRoster(db);
  });
  afterAll(() => db.close());

  const resource = (attributes: Attributes): Resource => {
    return { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW };
  };
  const user = (userName: string, attributes: Attributes = {}) => resource({ userName, active: true, ...attributes });
  const withRole = (value: string) => ({ roles: [{ value, primary: true }] });

  /** A tenant that nobody else uses. Each of its requests has another id. */
  async function open(...people: readonly Resource[]) {
    const tenant = `tenant-${randomUUID()}`;
    let requests = 0;
    const store = () =>
      openStoreOn(db)(
        { slug: tenant, defaultRole: undefined },
        { requestId: `request-${++requests}`, tokenId: 'gen-3' },
        new Budget(),
      );
    for (const one of people) await store().users.insert(creationOf(one));
    return {
      tenant,
      write: (id: string, attributes: Attributes) =>
        store().users.change(id, (before) => changeTo(before, { ...before.attributes, ...attributes }, NOW), {
          related: false,
        }),
      createGroup: async (displayName: string, ...members: readonly Resource[]) => {
        const group = resource({ displayName });
        await store().groups.insert(
          creationOf(group),
          members.map(({ id }) => id),
        );
        return group;
      },
    };
  }

  async function all<Item>(read: (after: string | undefined) => Promise<RosterPage<Item>>): Promise<Item[][]> {
    const pages: Item[][] = [];
    let after: string | undefined;
    do {
      const { items, next } = await read(after);
      pages.push([...items]);
      after = next;
    } while (after !== undefined);
    return pages;
  }

  const names = (users: readonly { readonly userName: string }[]) => users.map(({ userName }) => userName);

  test('lists users by name in any case, page by page, each once', async () => {
    const { tenant } = await open(user('dora'), user('Bob'), user('ann'), user('Cid'), user('éva'));

    const pages = await all((after) => roster.users(tenant, { count: 2, after }));

    expect(pages.map(names)).toEqual([['ann', 'Bob'], ['Cid', 'dora'], ['éva']]);
  });

  test('finds users by a part of a name, by role and by whether they are active', async () => {
    const { tenant } = await open(
      user('ann@contoso.com', { displayName: 'Ann Müller', ...withRole('account_analyst') }),
      user('bob@contoso.com', { displayName: 'Bob_100%', ...withRole('account_reviewer') }),
      user('cid@fabrikam.com', { active: false, ...withRole('account_reviewer') }),
    );
    const find = async (asked: object) => names((await roster.users(tenant, { count: 10, ...asked })).items);

    expect(await find({ name: 'CONTOSO' })).toEqual(['ann@contoso.com', 'bob@contoso.com']);
    expect(await find({ name: 'müller' })).toEqual(['ann@contoso.com']);
    expect(await find({ name: '_100%' })).toEqual(['bob@contoso.com']);
    expect(await find({ name: '%' })).toEqual(['bob@contoso.com']);
    expect(await find({ role: 'account_reviewer' })).toEqual(['bob@contoso.com', 'cid@fabrikam.com']);
    expect(await find({ role: 'account_reviewer', active: true })).toEqual(['bob@contoso.com']);
    expect(await find({ active: false })).toEqual(['cid@fabrikam.com']);
  });

  test('says since when a user has this access, and by which request, whatever else changed later', async () => {
    const ann = user('ann', withRole('account_analyst'));
    const { tenant, write } = await open(ann);
    await write(ann.id, { active: false });
    await write(ann.id, { title: 'Lead' });

    const [found] = (await roster.users(tenant, { count: 1 })).items;

    expect(found).toEqual({
      id: ann.id,
      userName: 'ann',
      displayName: null,
      externalId: null,
      active: false,
      role: 'account_analyst',
      since: expect.any(Date),
      requestId: 'request-2',
      tokenId: 'gen-3',
    });
  });

  test('shows a user with groups, a group with the number of members, and the members page by page', async () => {
    const people = [user('ann'), user('bob'), user('cid')] as const;
    const { tenant, createGroup } = await open(...people);
    const zeta = await createGroup('Zeta', ...people);
    const alpha = await createGroup('alpha', people[0]);

    expect(await roster.user(tenant, people[0].id)).toMatchObject({
      userName: 'ann',
      groups: [
        { id: alpha.id, name: 'alpha' },
        { id: zeta.id, name: 'Zeta' },
      ],
    });
    expect(await roster.group(tenant, zeta.id)).toEqual({
      id: zeta.id,
      displayName: 'Zeta',
      externalId: null,
      members: 3,
    });
    const pages = await all((after) => roster.members(tenant, zeta.id, { count: 2, after }));
    expect(pages.map(names)).toEqual([['ann', 'bob'], ['cid']]);
    const groups = await all((after) => roster.groups(tenant, { count: 1, after }));
    expect(groups.map(([group]) => group?.displayName)).toEqual(['alpha', 'Zeta']);
    expect((await roster.groups(tenant, { count: 9, name: 'ET' })).items.map(({ id }) => id)).toEqual([zeta.id]);
  });

  test('shows nothing of another tenant', async () => {
    const ann = user('ann');
    const { createGroup } = await open(ann);
    const group = await createGroup('Finance', ann);
    const { tenant } = await open();

    expect((await roster.users(tenant, { count: 9 })).items).toEqual([]);
    expect(await roster.user(tenant, ann.id)).toBeUndefined();
    expect(await roster.group(tenant, group.id)).toBeUndefined();
    expect((await roster.members(tenant, group.id, { count: 9 })).items).toEqual([]);
  });

  test('reads a page of users by index, however many users there are before it', async () => {
    const { tenant } = await open(user('ann'));
    const plan = await db.run<{ 'QUERY PLAN': string }>(tenant, {
      text: `explain select id from users where tenant_id = '${tenant}' and user_name_key > 'm' order by user_name_key limit 2`,
    });

    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Cond: .*user_name_key > 'm'/);
  });
});
