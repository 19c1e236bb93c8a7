import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../service/directory/budget';
import { changeTo, creationOf } from '../../../service/directory/change';
import { type DirectoryStore, UnknownMember } from '../../../service/directory/store';
import type { MemberChange } from '../../../service/scim/member-change';
import type { Attributes, Resource } from '../../../service/scim/resource';
import { Database } from '../../../service/storage/database';
import { openStoreOn } from '../../../service/storage/open-store';
import { DATABASES, useDatabase } from '../../support/postgres';

const TENANT = 'contoso';
const NOW = new Date('2026-01-01T00:00:00Z');
const LATER = new Date('2026-01-02T00:00:00Z');

describe.each(DATABASES)('a change of one member on %s', (_name, server) => {
  const database = useDatabase(server);
  let db: Database;
  let store: DirectoryStore;
  beforeAll(() => {
    db = new Database({ connectionString: database.url, max: 10 }, () => undefined, { tenantConnections: 10 });
    store = openStoreOn(db)(
      { slug: TENANT, defaultRole: undefined },
      { requestId: 'request-1', tokenId: 'gen-1' },
      new Budget(),
    );
  });
  afterAll(() => db.close());

  const resource = (attributes: Attributes): Resource => {
    return { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW };
  };

  async function user(): Promise<Resource> {
    const made = resource({ userName: uuidV7(), active: true });
    await store.users.insert(creationOf(made));
    return made;
  }

  async function group(): Promise<Resource> {
    const made = resource({ displayName: uuidV7(), externalId: 'ext' });
    await store.groups.insert(creationOf(made), []);
    return made;
  }

  const move = ({ id }: Resource, kind: 'add' | 'remove', member: Resource) =>
    store.groups.changeMembers(id, [{ kind, ids: [member.id] }], LATER);

  /** What the logs hold of changes of a group, without its name. */
  async function logged({ id }: Resource): Promise<unknown> {
    const [changes, moves] = await Promise.all(
      [
        `select request_id, token_id, action, resource_type, former_name_key, external_id, version, attributes, changes,
                name is not null as has_name
           from provisioning_log where resource_id = $1 and version > 1 order by at, id`,
        `select user_id, version, group_name is not null as has_name, joined, request_id, token_id
           from membership_log where group_id = $1 order by at, version`,
      ].map((text) => db.run(TENANT, { text, values: [id] })),
    );
    return { changes, moves };
  }

  test('is answered and logged like one in a transaction', async () => {
    const [member, one, other] = [await user(), await group(), await group()];
    const change = (kind: 'add' | 'remove') => {
      const changes: MemberChange[] = [{ kind, ids: [member.id] }];
      return store.groups.change(other.id, (before) => changeTo(before, before.attributes, LATER), changes);
    };

    for (const kind of ['remove', 'add', 'add', 'remove'] as const) {
      const [moved, changed] = [await move(one, kind, member), await change(kind)];
      expect({ ...moved, id: '', attributes: {} }).toEqual({ ...changed, id: '', attributes: {} });
      expect(moved?.attributes).toEqual(one.attributes);
    }

    expect(await store.groups.find(one.id, { related: false })).toMatchObject({ version: 3, lastModified: LATER });
    expect(await logged(one)).toEqual(await logged(other));
  });

  test('fails for a group, and for somebody, who is not there', async () => {
    const [member, team, stranger] = [await user(), await group(), resource({})];

    expect(await move(stranger, 'add', member)).toBeUndefined();
    await expect(move(team, 'add', stranger)).rejects.toThrow(UnknownMember);
    await expect(move(team, 'add', team)).rejects.toMatchObject({ groups: [team.id] });
    expect(await move(team, 'remove', stranger)).toMatchObject({ version: 1 });
    expect(await logged(team)).toEqual({ changes: [], moves: [] });
  });

  test('is logged in the order in which many at once were made', async () => {
    const team = await group();
    const members = await Promise.all(Array.from({ length: 40 }, user));

    await Promise.all(members.map((member) => move(team, 'add', member)));

    for (const { log, key, entries } of [
      { log: 'provisioning_log', key: 'resource_id', entries: 41 },
      { log: 'membership_log', key: 'group_id', entries: 40 },
    ]) {
      const rows = await db.run(TENANT, {
        text: `select count(*)::integer as entries, count(*) filter (where at < before)::integer as "out of order"
                 from (select at, lag(at) over (order by version) as before from ${log} where ${key} = $1) as entries`,
        values: [team.id],
      });
      expect(rows).toEqual([{ entries, 'out of order': 0 }]);
    }
  });

  test('holds off the removal of the user, and of the group', async () => {
    for (let times = 0; times < 20; times++) {
      const [member, team] = [await user(), await group()];
      const moved = move(team, 'add', member).catch((error: unknown) => {
        expect(error).toBeInstanceOf(UnknownMember);
      });
      const removed =
        times % 2 ? store.users.remove(member.id, () => undefined) : store.groups.remove(team.id, () => undefined);
      await Promise.all([moved, removed]);

      const rows = await db.run<{ left: string }>(TENANT, {
        text: `select count(*) filter (where joined) - count(*) filter (where not joined) as left
                 from membership_log where group_id = $1`,
        values: [team.id],
      });
      expect(rows).toEqual([{ left: '0' }]); // whoever joined has left
    }
  });
});
