import { AccountRoles } from '../../../service/directory/account-roles';
import { Groups } from '../../../service/directory/groups';
import { DEFAULT_RATE } from '../../../service/directory/rate';
import type { Tenant } from '../../../service/directory/tenant';
import { Users } from '../../../service/directory/users';
import { readEntityTags } from '../../../service/scim/entity-tag';
import { ENTRA_PROFILE } from '../../../service/scim/profile';
import { GROUP } from '../../../service/scim/resource-type';
import { readSearch } from '../../../service/scim/search';
import { memoryStore } from '../../support/memory-store';

const ALONE = { related: false };
const RELATED = { related: true };
const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';
const tenant: Tenant = {
  slug: 'contoso',
  plan: 'enterprise',
  scimEnabled: true,
  managedBy: 'files',
  defaultRole: undefined,
  roles: new AccountRoles([]),
  profile: ENTRA_PROFILE,
  restore: 'in-place',
  rate: DEFAULT_RATE,
};

/** The groups of a tenant with two users, a clock that the test sets, and the notices to operators. */
async function setUp() {
  const store = memoryStore();
  const clock = { now: new Date('2026-01-01T00:00:00Z') };
  const notices: string[] = [];
  const users = new Users(
    tenant,
    store.users,
    () => clock.now,
    () => undefined,
  );
  const [ann, bob] = [await users.create({ userName: 'ann' }, ALONE), await users.create({ userName: 'bob' }, ALONE)];
  const groups = new Groups(
    tenant,
    store.groups,
    () => clock.now,
    (text) => notices.push(text),
  );
  const membersOf = async (id: string) => ((await groups.get(id, RELATED)).members ?? []).map((member) => member.id);
  return { groups, store, clock, notices, ann: ann.id, bob: bob.id, membersOf };
}

const patch = (...Operations: object[]) => ({ Operations });
const add = (...ids: string[]) => ({ op: 'Add', path: 'members', value: ids.map((value) => ({ value })) });
const remove = (...ids: string[]) => ({ op: 'Remove', path: 'members', value: ids.map((value) => ({ value })) });
const scimError = (status: number, scimType: string | undefined, message: string) =>
  expect.objectContaining({ status, scimType, message: expect.stringContaining(message) }) as Error;

describe('a new group', () => {
  test('has a name, members and version 1', async () => {
    const { groups, clock, ann, bob, membersOf } = await setUp();

    const team = await groups.create(
      { displayName: 'Team', externalId: 'x', members: [{ value: ann }, { value: bob }] },
      ALONE,
    );

    expect(team).toMatchObject({
      attributes: { displayName: 'Team', externalId: 'x' },
      version: 1,
      created: clock.now,
      lastModified: clock.now,
    });
    expect(team.attributes).not.toHaveProperty('members');
    expect(await membersOf(team.id)).toEqual([ann, bob]);
    expect((await groups.search(readSearch(GROUP, {}), ALONE)).total).toBe(1);
  });

  test('shows its members on request', async () => {
    const { groups, ann } = await setUp();

    const members = [{ value: ann.toUpperCase() }];

    expect((await groups.create({ displayName: 'A', members }, RELATED)).members).toEqual([{ id: ann, display: ann }]);
    expect(await groups.create({ displayName: 'B', members }, ALONE)).not.toHaveProperty('members');
    expect(await groups.create({ displayName: 'C' }, RELATED)).not.toHaveProperty('members');
  });

  test('logs its members among the written attributes, if it has any', async () => {
    const { groups, store, ann } = await setUp();
    const insert = jest.spyOn(store.groups, 'insert');

    await groups.create({ displayName: 'A', members: [{ value: ann }] }, ALONE);
    await groups.create({ displayName: 'B' }, ALONE);

    expect(insert.mock.calls.map(([{ attributes }]) => attributes)).toEqual([
      ['displayName', 'members'],
      ['displayName'],
    ]);
  });

  test('fails when the name is taken, and without a name', async () => {
    const { groups } = await setUp();
    await groups.create({ displayName: 'Team' }, ALONE);

    await expect(groups.create({ displayName: 'TEAM' }, ALONE)).rejects.toThrow(
      scimError(409, 'uniqueness', "a group with displayName 'TEAM' already exists"),
    );
    await expect(groups.create({}, ALONE)).rejects.toThrow(scimError(400, 'invalidValue', 'displayName is required'));
  });

  test.each([
    ['is no user', [NOBODY], `there is no user '${NOBODY}' to be a member; provision users first`],
    ['has no id of the service', ['ann', 'bob', 'carl'], "there is no user 'ann' and 2 more to be a member"],
  ])('fails with a member who %s', async (_what, ids, message) => {
    const { groups } = await setUp();

    await expect(groups.create({ displayName: 'Team', members: ids }, ALONE)).rejects.toThrow(
      scimError(400, 'invalidValue', message),
    );
    expect((await groups.search(readSearch(GROUP, {}), ALONE)).total).toBe(0);
  });
});

describe('a change of members', () => {
  test('adds and removes those that are named, in the order of the operations', async () => {
    const { groups, ann, bob, membersOf } = await setUp();
    const team = await groups.create({ displayName: 'Team' }, ALONE);

    await groups.patch(team.id, patch(add(ann), add(bob), remove(ann)), ALONE);
    expect(await membersOf(team.id)).toEqual([bob]);
    expect((await groups.get(team.id, ALONE)).attributes).toStrictEqual({ displayName: 'Team' });
    await groups.patch(
      team.id,
      patch(remove(bob), add(ann), { op: 'replace', path: 'displayName', value: 'T' }),
      ALONE,
    );
    expect(await membersOf(team.id)).toEqual([ann]);
    await groups.patch(team.id, patch({ op: 'remove', path: 'members' }), ALONE);
    expect(await membersOf(team.id)).toEqual([]);
    expect((await groups.get(team.id, ALONE)).attributes).toEqual({ displayName: 'T' });
  });

  test('calls the store once for consecutive additions', async () => {
    const { groups, store, ann, bob } = await setUp();
    const team = await groups.create({ displayName: 'Team' }, ALONE);
    const change = jest.spyOn(store.groups, 'change');

    await groups.patch(team.id, patch(add(ann), add(bob)), ALONE);

    expect(change.mock.calls[0]?.[2]).toEqual([{ kind: 'add', ids: [ann, bob] }]);
  });

  test('reads no members unless they are asked for', async () => {
    const { groups, store, ann } = await setUp();
    const team = await groups.create({ displayName: 'Team' }, ALONE);
    const find = jest.spyOn(store.groups, 'find');

    expect(await groups.patch(team.id, patch(add(ann)), ALONE)).not.toHaveProperty('members');
    expect(find).not.toHaveBeenCalled();
    expect((await groups.patch(team.id, patch(add(ann)), RELATED)).members).toEqual([{ id: ann, display: ann }]);
    expect(await groups.patch(team.id, patch({ op: 'remove', path: 'members' }), RELATED)).toMatchObject({
      members: [],
    });
  });

  test('removes without complaint somebody who was not a member', async () => {
    const { groups, ann, membersOf } = await setUp();
    const team = await groups.create({ displayName: 'Team', members: [{ value: ann }] }, ALONE);

    await groups.patch(team.id, patch(remove('ann', NOBODY), { op: 'remove', path: 'members[value eq "x"]' }), ALONE);

    expect(await membersOf(team.id)).toEqual([ann]);
  });

  test.each(['add', 'replace'])('fails to %s somebody who is not a user, and stores nothing', async (op) => {
    const { groups, ann, membersOf } = await setUp();
    const team = await groups.create({ displayName: 'Team', members: [{ value: ann }] }, ALONE);
    const rename = { op: 'replace', path: 'displayName', value: 'Lost' };

    for (const id of ['bob', NOBODY]) {
      await expect(groups.patch(team.id, patch(rename, { ...add(id), op }), ALONE)).rejects.toThrow(
        scimError(400, 'invalidValue', `there is no user '${id}' to be a member; provision users first`),
      );
    }
    expect(await membersOf(team.id)).toEqual([ann]);
    expect((await groups.get(team.id, ALONE)).attributes).toEqual({ displayName: 'Team' });
  });
});

describe('a change', () => {
  test('of the name makes a new version; a change of nothing does not', async () => {
    const { groups, clock } = await setUp();
    const team = await groups.create({ displayName: 'Team' }, ALONE);
    clock.now = new Date('2026-02-01T00:00:00Z');

    expect(await groups.patch(team.id, patch({ op: 'Replace', path: 'displayName', value: 'Team' }), ALONE)).toEqual(
      team,
    );
    expect(await groups.patch(team.id, patch({ op: 'Replace', path: 'displayName', value: 'T' }), ALONE)).toMatchObject(
      {
        id: team.id,
        attributes: { displayName: 'T' },
        version: 2,
        created: team.created,
        lastModified: clock.now,
      },
    );
  });

  test('by PUT replaces attributes and members', async () => {
    const { groups, ann, bob, membersOf } = await setUp();
    const team = await groups.create({ displayName: 'Team', externalId: 'x', members: [{ value: ann }] }, ALONE);

    const put = await groups.replace(team.id, { displayName: 'T', members: [{ value: bob }] }, RELATED);

    expect(put.attributes).toEqual({ displayName: 'T' });
    expect(put.members).toEqual([{ id: bob, display: bob }]);
    await groups.replace(team.id, { displayName: 'T' }, ALONE);
    expect(await membersOf(team.id)).toEqual([]);
  });

  test('fails when the name is taken', async () => {
    const { groups } = await setUp();
    const team = await groups.create({ displayName: 'Team' }, ALONE);
    await groups.create({ displayName: 'Other' }, ALONE);

    await expect(groups.replace(team.id, { displayName: 'OTHER' }, ALONE)).rejects.toThrow(
      scimError(409, 'uniqueness', "a group with displayName 'OTHER' already exists"),
    );
  });

  test('fails with 412 at another version than the client names', async () => {
    const { groups } = await setUp();
    const team = await groups.create({ displayName: 'Team' }, ALONE);
    const [stale, fresh] = [readEntityTags('W/"9"'), readEntityTags('W/"1"')];

    await expect(groups.patch(team.id, patch(), { ...ALONE, ifMatch: stale })).rejects.toThrow(
      scimError(412, undefined, 'W/"1"'),
    );
    await expect(groups.replace(team.id, { displayName: 'T' }, { ...ALONE, ifMatch: stale })).rejects.toThrow('W/"1"');
    await expect(groups.remove(team.id, { ifMatch: stale })).rejects.toThrow('W/"1"');
    await groups.remove(team.id, { ifMatch: fresh });
    await expect(groups.get(team.id, ALONE)).rejects.toThrow('does not exist');
  });

  test.each([NOBODY, 'team', "' or ''='"])('fails with 404 when there is no group %s', async (id) => {
    const { groups } = await setUp();
    const missing = scimError(404, undefined, `Group '${id}' does not exist`);

    await expect(groups.get(id, ALONE)).rejects.toThrow(missing);
    await expect(groups.patch(id, patch(), ALONE)).rejects.toThrow(missing);
    await expect(groups.replace(id, { displayName: 'x' }, ALONE)).rejects.toThrow(missing);
    await expect(groups.remove(id, {})).rejects.toThrow(missing);
  });

  test('does not ask the database about what cannot be an id', async () => {
    const { groups, store } = await setUp();
    const calls = [
      jest.spyOn(store.groups, 'find'),
      jest.spyOn(store.groups, 'change'),
      jest.spyOn(store.groups, 'remove'),
    ];

    const team = await groups.create({ displayName: 'Team' }, ALONE);
    await Promise.allSettled([
      groups.get('x', ALONE),
      groups.patch('x', patch(), ALONE),
      groups.remove('x', {}),
      groups.patch(team.id, patch(add('bob')), ALONE),
    ]);

    for (const call of calls) expect(call).not.toHaveBeenCalled();
    await groups.patch(team.id, patch(remove('bob', NOBODY)), ALONE);
    expect(calls[1]?.mock.calls[0]?.[2]).toEqual([{ kind: 'remove', ids: [NOBODY] }]);
  });

  test('passes on a failure of the store', async () => {
    const { groups, store } = await setUp();
    const team = await groups.create({ displayName: 'Team' }, ALONE);
    const failure = new Error('disk full');
    store.groups.insert = () => Promise.reject(failure);
    store.groups.change = () => Promise.reject(failure);

    await expect(groups.create({ displayName: 'x' }, ALONE)).rejects.toBe(failure);
    await expect(groups.patch(team.id, patch(), ALONE)).rejects.toBe(failure);
  });
});

test('roles of a group are reported to the operators and have no effect', async () => {
  const { groups, notices } = await setUp();

  const team = await groups.create({ displayName: 'Team', roles: [{ value: 'x' }] }, ALONE);
  await groups.replace(team.id, { displayName: 'Team', Roles: [] }, ALONE);
  await groups.patch(team.id, patch({ op: 'add', path: 'roles', value: 'x' }), ALONE);
  await groups.patch(team.id, patch({ op: 'replace', path: 'displayName', value: 'Team' }), ALONE);

  expect(notices).toEqual(
    Array(3).fill('roles of groups are not synchronized: give roles in the product, or assign them to users in Entra'),
  );
  expect(await groups.get(team.id, ALONE)).toEqual(team);
});
