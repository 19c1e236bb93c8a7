import { Client } from 'pg';
import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../../service/directory/budget';
import { changeTo, creationOf } from '../../../../service/directory/change';
import { UnknownMember } from '../../../../service/directory/store';
import type { MemberChange } from '../../../../service/scim/member-change';
import type { Attributes, Resource } from '../../../../service/scim/resource';
import { Database } from '../../../../service/storage/connections/database';
import { openStoreOn } from '../../../../service/storage/directory/open-store';
import { DATABASES, lockWaits, SERVERS, type TestDatabase, useDatabase } from '../../../support/postgres';

const TENANT = 'contoso';
const NOW = new Date('2026-01-01T00:00:00Z');
const LATER = new Date('2026-01-02T00:00:00Z');

/** A store in a database, with functions that make a user or a group. */
function openOn({ url }: TestDatabase) {
  const db = new Database({ connectionString: url, max: 10 }, () => undefined, { tenantConnections: 10 });
  const origin = { requestId: 'request-1', tokenId: 'gen-1' };
  const store = openStoreOn(db)({ slug: TENANT, defaultRole: undefined }, origin, new Budget());
  return {
    db,
    store,
    user: async (): Promise<Resource> => {
      const made = resource({ userName: uuidV7(), active: true });
      await store.users.insert(creationOf(made));
      return made;
    },
    group: async (): Promise<Resource> => {
      const made = resource({ displayName: uuidV7(), externalId: 'ext' });
      await store.groups.insert(creationOf(made), []);
      return made;
    },
    move: ({ id }: Resource, kind: 'add' | 'remove', member: Resource) =>
      store.groups.changeMembers(id, [{ kind, ids: [member.id] }], LATER),

    /** The entries of the logs about changes of a group, without its name. */
    logged: async ({ id }: Resource): Promise<unknown> => {
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
    },
    [Symbol.asyncDispose]: () => db.close(),
  };
}

function resource(attributes: Attributes): Resource {
  return { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW };
}

describe.each(DATABASES)('a change of one member on %s', (_name, server) => {
  const database = useDatabase(server);

  test('is answered and logged like one in a transaction', async () => {
    await using one = openOn(database);
    const { store, user, group, move, logged } = one;
    const [member, team, other] = [await user(), await group(), await group()];
    const change = (kind: 'add' | 'remove') => {
      const changes: MemberChange[] = [{ kind, ids: [member.id] }];
      return store.groups.change(other.id, (before) => changeTo(before, before.attributes, LATER), changes);
    };

    for (const kind of ['remove', 'add', 'add', 'remove'] as const) {
      const [moved, changed] = [await move(team, kind, member), await change(kind)];
      expect({ ...moved, id: '', attributes: {} }).toEqual({ ...changed, id: '', attributes: {} });
      expect(moved?.attributes).toEqual(team.attributes);
    }

    expect(await store.groups.find(team.id, { related: false })).toMatchObject({ version: 3, lastModified: LATER });
    expect(await logged(team)).toEqual(await logged(other));
  });

  test('fails for a group, or a user, that does not exist', async () => {
    await using one = openOn(database);
    const { user, group, move, logged } = one;
    const [member, team, stranger] = [await user(), await group(), resource({})];

    expect(await move(stranger, 'add', member)).toBeUndefined();
    await expect(move(team, 'add', stranger)).rejects.toThrow(UnknownMember);
    await expect(move(team, 'add', team)).rejects.toMatchObject({ groups: [team.id] });
    expect(await move(team, 'remove', stranger)).toMatchObject({ version: 1 });
    expect(await logged(team)).toEqual({ changes: [], moves: [] });
  });

  test('is logged in the order in which many at once were made', async () => {
    await using one = openOn(database);
    const { db, user, group, move } = one;
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
});

// Not tested on a cluster, where one node does not show the waits on another.
describe.each(SERVERS)('a change of one member on %s', (_name, server) => {
  const database = useDatabase(server);

  test.each([
    { removed: 'group', outcome: 'there is no such group' },
    { removed: 'user', outcome: 'UnknownMember' },
  ] as const)('waits while its $removed is being deleted: $outcome', async ({ removed, outcome }) => {
    await using one = openOn(database);
    const [member, team] = [await one.user(), await one.group()];
    const other = new Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query('begin');
      if (removed === 'user') await other.query(`select from scim.users where id = '${member.id}' for update`);
      else await other.query(`select from scim.groups where id = '${team.id}' for no key update`);
      const moved = one.move(team, 'add', member).then(
        () => 'there is no such group',
        (error: unknown) => (error as Error).name,
      );
      while (!(await lockWaits(database.url))) await new Promise((done) => setTimeout(done, 10));
      await other.query(`delete from scim.${removed}s where id in ('${member.id}', '${team.id}')`);
      await other.query('commit');

      expect(await moved).toBe(outcome);
    } finally {
      await other.end();
    }
    expect(await one.logged(team)).toEqual({ changes: [], moves: [] });
  });
});
