import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../service/directory/budget';
import { changeTo, creationOf } from '../../../service/directory/change';
import type { DirectoryStore } from '../../../service/directory/store';
import type { Attributes, Resource } from '../../../service/scim/resource';
import { USER } from '../../../service/scim/resource-type';
import { ENTERPRISE_USER_SCHEMA } from '../../../service/scim/schemas/enterprise-user';
import { readSearch } from '../../../service/scim/search';
import { Database } from '../../../service/storage/database';
import { openStoreOn } from '../../../service/storage/open-store';
import { useDatabase } from '../../support/postgres';

const NOW = new Date('2026-01-01T00:00:00Z');
const RELATED = { related: true };

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
