import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../service/directory/budget';
import { changeTo } from '../../../service/directory/change';
import type { DirectoryStore } from '../../../service/directory/store';
import type { MemberChange } from '../../../service/scim/member-change';
import type { Attributes, Resource } from '../../../service/scim/resource';
import { USER } from '../../../service/scim/resource-type';
import { readSearch } from '../../../service/scim/search';
import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import { useDatabase } from '../../support/postgres';
import { type Proxy, startProxy } from '../../support/proxy';

const NOW = new Date('2026-01-01T00:00:00Z');
const TENANT = 'contoso';
const RELATED = { related: true };

/** Delay of each answer. Longer than it takes to send statements without waiting for their answers. */
const DELAY_MS = 20;

const resource = (attributes: Attributes): Resource => ({
  id: uuidV7(),
  attributes,
  version: 1,
  created: NOW,
  lastModified: NOW,
});

describe.each(['server', 'cluster'] as const)('requests wait for the database, in the form for a %s,', (form) => {
  const database = useDatabase(undefined, form);
  const ann = resource({ userName: 'ann', active: true, emails: [{ value: 'ann@contoso.com' }] });
  const bob = resource({ userName: 'bob', active: true });
  const carol = resource({ userName: 'carol', active: true });
  const team = resource({ displayName: 'Data Team' });
  let proxy: Proxy;
  let db: Database;
  let store: DirectoryStore;
  beforeAll(async () => {
    proxy = await startProxy(database.url, DELAY_MS);
    db = new Database({ connectionString: proxy.url, max: 1 }, () => undefined);
    store = openStoreOn(db)(
      { slug: TENANT, defaultRole: undefined },
      { requestId: 'request-1', tokenId: 'gen-1' },
      new Budget(),
    );
    for (const user of [ann, bob, carol]) await store.users.insert({ resource: user, attributes: ['userName'] });
    await store.groups.insert({ resource: team, attributes: ['displayName'] }, []);
  });
  afterAll(async () => {
    await db.close();
    await proxy[Symbol.asyncDispose]();
  });

  /** How often `work` waits for the database. */
  async function roundTrips(work: () => Promise<unknown>): Promise<number> {
    proxy.roundTrips();
    await work();
    return proxy.roundTrips();
  }

  const write = (attributes: Attributes) => (before: Resource) =>
    changeTo(before, { ...before.attributes, ...attributes }, NOW);

  test('once to match a user, and once to create one', async () => {
    const search = readSearch(USER, { filter: 'userName eq "ann"' });
    const carl = resource({ userName: 'carl', active: true, emails: [{ value: 'carl@contoso.com' }] });

    expect(await roundTrips(() => store.users.search(search, RELATED))).toBe(1);
    expect(await roundTrips(() => store.users.insert({ resource: carl, attributes: ['userName'] }))).toBe(1);
  });

  test('twice for a change of a user, with the groups that the answer shows', async () => {
    expect(await roundTrips(() => store.users.change(ann.id, write({ title: 'Lead' }), RELATED))).toBe(2);
    expect(await roundTrips(() => store.users.change(ann.id, write({ emails: [{ value: 'a@b.c' }] }), RELATED))).toBe(
      2,
    );
    expect(await roundTrips(() => store.users.remove(ann.id, () => undefined))).toBe(2);
  });

  test('twice for a change of a group, and only the second time under its lock', async () => {
    const change = (kind: MemberChange['kind'], { id } = bob) =>
      store.groups.change(team.id, write({}), [kind === 'clear' ? { kind } : { kind, ids: [id] }]);

    expect(await roundTrips(() => change('add'))).toBe(2);
    expect(await roundTrips(() => change('add'))).toBe(2);
    expect(await roundTrips(() => change('replace'))).toBe(2);
    expect(await roundTrips(() => change('remove'))).toBe(2);
    expect(await roundTrips(() => change('replace'))).toBe(2);
    expect(await roundTrips(() => change('replace', carol))).toBe(2); // bob leaves
    expect(await roundTrips(() => change('clear'))).toBe(2);
    expect(await roundTrips(() => store.groups.change(team.id, write({ displayName: 'Data' }), []))).toBe(2);
  });

  test('for a change of one member once on a server, and twice on a cluster', async () => {
    const change = (kind: 'add' | 'remove') => store.groups.changeMembers(team.id, [{ kind, ids: [bob.id] }], NOW);
    const times = form === 'server' ? 1 : 2;

    expect(await roundTrips(() => change('add'))).toBe(times);
    expect(await roundTrips(() => change('add'))).toBe(times);
    expect(await roundTrips(() => change('remove'))).toBe(times);
    expect(await roundTrips(() => change('remove'))).toBe(times);
  });

  test('over the same connection after a change that was in vain', async () => {
    const connection = () => db.run(TENANT, { text: 'select pg_backend_pid() as id' });
    const before = await connection();

    for (const group of [uuidV7(), team.id]) {
      const inVain = () => {
        throw new Error('in vain');
      };
      const change = store.groups.change(group, inVain, [{ kind: 'add', ids: [uuidV7()] }]);
      await (group === team.id ? expect(change).rejects.toThrow('in vain') : expect(change).resolves.toBeUndefined());
    }

    expect(await connection()).toEqual(before);
  });

  test('once to make a group, and twice when it has members', async () => {
    const make = (displayName: string, ids: string[]) =>
      store.groups.insert({ resource: resource({ displayName }), attributes: ['displayName'] }, ids);

    expect(await roundTrips(() => make('One', []))).toBe(1);
    expect(await roundTrips(() => make('Two', [bob.id]))).toBe(2);
  });

  test('twice to remove a group, with its members', async () => {
    const filled = resource({ displayName: 'Filled' });
    await store.groups.insert({ resource: filled, attributes: ['displayName'] }, [bob.id, carol.id]);

    expect(await roundTrips(() => store.groups.remove(filled.id, () => undefined))).toBe(2);
  });
});
