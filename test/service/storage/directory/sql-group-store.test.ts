import { v7 as uuidV7 } from 'uuid';

import { changeTo } from '../../../../service/directory/change';
import { Duplicate, UnknownMember } from '../../../../service/directory/store';
import {
  ALONE,
  LATER,
  RELATED,
  always,
  groups,
  insertGroup,
  insertUsers,
  memberIds,
  namesOf,
  useDirectories,
  user,
} from '../../../support/directories';
import { STORES } from '../../../support/postgres';

describe.each(STORES)('the groups of a tenant on %s', (_name, server, form) => {
  const directories = useDirectories(server, form);
  const { open } = directories;

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
    const log = await directories.db.run(store.tenant, { text: 'select from provisioning_log where version > 1' });
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
      namesOf((await store.groups.search(groups({ filter: filter }), ALONE)).items);

    expect(await find('displayName eq "DATA team"')).toEqual(['Data Team']);
    expect(await find(`members eq "${ann.id}"`)).toEqual(['Data Team']);
    expect(await find(`not (members.value eq "${ann.id}")`)).toEqual(['Billing']);
    expect(await find('members eq "no-such-user"')).toEqual([]);
  });
});
