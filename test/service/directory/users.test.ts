import { AccountRoles, type CatalogueRole } from '../../../service/directory/account-roles';
import { DEFAULT_RATE } from '../../../service/directory/rate';
import type { Tenant } from '../../../service/directory/tenant';
import { Users } from '../../../service/directory/users';
import { readEntityTags } from '../../../service/scim/entity-tag';
import { ENTRA_PROFILE, RFC_PROFILE } from '../../../service/scim/profile';
import { PATCH_OP } from '../../../service/scim/required-schemas';
import { USER } from '../../../service/scim/resource-type';
import { readSearch } from '../../../service/scim/search';
import { memoryStore } from '../../support/memory-store';

const ALONE = { related: false };
const RELATED = { related: true };
const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';
const OBJECT_ID = '2a69c9a6-1708-45b7-acbe-a7b4c8fb102a';
const reviewer = { value: 'account_reviewer', displayName: 'Account Reviewer' };
const steward = { value: 'data_steward', displayName: 'Data Steward' };

/** The users of a tenant with two roles, and a clock that the test sets. */
function setUp(overrides: Partial<Tenant> = {}) {
  const store = memoryStore();
  const clock = { now: new Date('2026-01-01T00:00:00Z') };
  const notices: string[] = [];
  const usersWith = (catalogue: readonly CatalogueRole[]) =>
    new Users(
      {
        slug: 'contoso',
        plan: 'enterprise',
        scimEnabled: true,
        managedBy: 'files',
        defaultRole: undefined,
        roles: new AccountRoles(catalogue),
        profile: ENTRA_PROFILE,
        restore: 'in-place',
        rate: DEFAULT_RATE,
        ...overrides,
      },
      store.users,
      () => clock.now,
      (text) => notices.push(text),
    );
  return { users: usersWith([reviewer, steward]), usersWith, store, clock, notices };
}

const replace = (path: string, value: unknown) => ({ Operations: [{ op: 'replace', path, value }] });
const scimError = (status: number, scimType: string | undefined, message: string) =>
  expect.objectContaining({ status, scimType, message: expect.stringContaining(message) }) as Error;

describe('a new user', () => {
  test('is active unless the client says otherwise, and at version 1', async () => {
    const { users, clock } = setUp();

    const ann = await users.create({ userName: 'ann' }, ALONE);
    const bob = await users.create({ userName: 'bob', active: 'False' }, ALONE);

    expect(ann.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(ann).toMatchObject({
      attributes: { userName: 'ann', active: true },
      version: 1,
      created: clock.now,
      lastModified: clock.now,
    });
    expect(bob.attributes['active']).toBe(false);
    expect(await users.get(ann.id, ALONE)).toEqual(ann);
    expect((await users.search(readSearch(USER, {}), ALONE)).total).toBe(2);
  });

  test('has the role as the catalogue spells it', async () => {
    const { users } = setUp();

    const { attributes } = await users.create({ userName: 'ann', roles: [{ value: 'DATA STEWARD' }] }, ALONE);

    expect(attributes['roles']).toEqual([{ value: 'data_steward', display: 'Data Steward', primary: true }]);
  });

  test('fails when the userName is taken, with what to do', async () => {
    const { users } = setUp();
    await users.create({ userName: 'ann' }, ALONE);

    await expect(users.create({ userName: 'ANN' }, ALONE)).rejects.toThrow(
      scimError(409, 'uniqueness', "a user with userName 'ANN' already exists; let Entra match by this attribute"),
    );
  });

  test('fails without a userName, and with an unknown role', async () => {
    const { users } = setUp();

    await expect(users.create({}, ALONE)).rejects.toThrow(scimError(400, 'invalidValue', 'userName is required'));
    await expect(users.create({ userName: 'ann', roles: [{ value: 'pilot' }] }, ALONE)).rejects.toThrow(
      scimError(400, 'invalidValue', "there is no account role 'pilot'"),
    );
    expect((await users.search(readSearch(USER, {}), ALONE)).total).toBe(0);
  });
});

describe('an unknown attribute', () => {
  const custom = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';

  test('is reported to operators in whatever form it comes, and never with a value', async () => {
    const { users, notices } = setUp();
    const emails = [{ value: 'ann@contoso.com', shoeSize: 'secret' }];
    const ann = await users.create({ userName: 'ann', attr1: 'secret', [custom]: { a: 'secret' }, emails }, ALONE);
    const operations = [
      { op: 'Add', path: `${custom}:attribute`, value: 'secret' },
      { op: 'Replace', path: 'emails[value eq "ann@contoso.com"].color', value: 'secret' },
      { op: 'Replace', path: 'name', value: { color: 'secret' } },
      { op: 'Remove', path: 'hats[value eq "secret"]' },
      { op: 'Replace', path: 'secret@contoso.com', value: 'x' },
    ];

    await users.patch(ann.id, { Operations: operations }, ALONE);
    await users.replace(ann.id, { userName: 'ann', attr2: 'secret' }, ALONE);

    const named = notices.map((text) => /^a user has no attribute (.*), so the value is ignored: /.exec(text)?.[1]);
    expect(named).toEqual([
      "'attr1'",
      `'${custom}'`,
      "'emails.shoeSize'",
      `'${custom}:attribute'`,
      "'emails[…].color'",
      "'name.color'",
      "'hats[…]'",
      'with the name that was sent',
      "'attr2'",
    ]);
    expect(notices.join()).not.toMatch(/secret|contoso/);
  });

  test('does not include known attributes under other names, nor read-only ones', async () => {
    const { users, notices } = setUp();
    const roles = [{ primary: true, type: 'T', displayName: 'Data Steward' }];

    await users.create({ userName: 'ann', roles, meta: { resourceType: 'User' }, groups: [], schemas: [] }, ALONE);

    expect(notices).toEqual([]);
  });
});

describe('an inactive user who is created again', () => {
  test('is the same user, with what the client sends now and nothing else', async () => {
    const { users, store, clock } = setUp();
    const ann = await users.create({ userName: 'ann', title: 'Dev', active: false }, ALONE);
    const group = { ...ann, id: NOBODY, attributes: { displayName: 'Team' } };
    await store.groups.insert({ resource: group, attributes: [] }, [ann.id]);
    clock.now = new Date('2026-02-01T00:00:00Z');

    const restored = await users.create({ userName: 'Ann', displayName: 'Ann' }, RELATED);

    expect(restored).toMatchObject({ id: ann.id, version: 2, created: ann.created, lastModified: clock.now });
    expect(restored.attributes).toEqual({ userName: 'Ann', displayName: 'Ann', active: true });
    expect(restored.groups).toEqual([{ id: NOBODY, display: 'Team' }]);
  });

  test('shows no groups unless they are asked for', async () => {
    const { users, store } = setUp();
    const ann = await users.create({ userName: 'ann', active: false }, ALONE);
    const group = { ...ann, id: NOBODY, attributes: { displayName: 'Team' } };
    await store.groups.insert({ resource: group, attributes: [] }, [ann.id]);

    expect(await users.create({ userName: 'ann' }, ALONE)).not.toHaveProperty('groups');
  });

  test.each([
    ['userName', { userName: 'ANN' }, "userName 'ANN'"],
    ['externalId', { userName: 'bob', externalId: OBJECT_ID }, `externalId '${OBJECT_ID}'`],
  ])('is refused by %s where the tenant says so', async (_what, again, named) => {
    const { users } = setUp({ restore: 'refuse' });
    await users.create({ userName: 'ann', externalId: OBJECT_ID, active: false }, ALONE);

    await expect(users.create(again, ALONE)).rejects.toThrow(scimError(409, 'uniqueness', named));
  });
});

describe('a change', () => {
  test('of one attribute leaves the others and makes a new version', async () => {
    const { users, clock } = setUp();
    const ann = await users.create({ userName: 'ann', title: 'Dev', nickName: 'A' }, ALONE);
    clock.now = new Date('2026-02-01T00:00:00Z');

    const changed = await users.patch(ann.id, replace('title', 'Lead'), ALONE);

    expect(changed.attributes).toStrictEqual({ ...ann.attributes, title: 'Lead' });
    expect(changed).toMatchObject({ id: ann.id, version: 2, created: ann.created, lastModified: clock.now });
  });

  test('that changes nothing leaves version and date', async () => {
    const { users, clock } = setUp();
    const ann = await users.create({ userName: 'ann', roles: [{ value: 'account_reviewer' }] }, ALONE);
    clock.now = new Date('2026-02-01T00:00:00Z');

    expect(await users.patch(ann.id, replace('userName', 'ann'), ALONE)).toEqual(ann);
    expect(await users.patch(ann.id, replace('roles[primary eq "True"].value', 'account_reviewer'), ALONE)).toEqual(
      ann,
    );
    expect(await users.patch(ann.id, { Operations: [] }, ALONE)).toEqual(ann);
    expect(await users.replace(ann.id, { ...ann.attributes }, ALONE)).toEqual(ann);
  });

  test('that waited for another one never turns the date back', async () => {
    const { users, clock } = setUp();
    const ann = await users.create({ userName: 'ann' }, ALONE);
    clock.now = new Date('2025-12-31T00:00:00Z');

    expect((await users.patch(ann.id, replace('title', 'Lead'), ALONE)).lastModified).toEqual(ann.lastModified);
  });

  test('shows the groups on request', async () => {
    const { users, store } = setUp();
    const ann = await users.create({ userName: 'ann' }, ALONE);
    const group = { ...ann, id: NOBODY, attributes: { displayName: 'Team' } };
    await store.groups.insert({ resource: group, attributes: [] }, [ann.id]);

    expect((await users.patch(ann.id, replace('title', 'x'), RELATED)).groups).toEqual([
      { id: NOBODY, display: 'Team' },
    ]);
    expect(await users.patch(ann.id, replace('title', 'y'), ALONE)).not.toHaveProperty('groups');
  });

  test('follows the profile of the tenant', async () => {
    const { users } = setUp({ profile: RFC_PROFILE });
    const ann = await users.create({ schemas: [USER.schema.id], userName: 'ann' }, ALONE);

    await expect(users.patch(ann.id, { schemas: [PATCH_OP], ...replace('active', 'False') }, ALONE)).rejects.toThrow(
      'active must be true or false',
    );
  });

  test('fails when it would remove active, or take a name that is taken', async () => {
    const { users } = setUp();
    const ann = await users.create({ userName: 'ann' }, ALONE);
    await users.create({ userName: 'bob' }, ALONE);

    await expect(users.patch(ann.id, replace('active', null), ALONE)).rejects.toThrow(
      scimError(400, 'mutability', 'active cannot be removed; replace it by true or false'),
    );
    await expect(users.patch(ann.id, replace('userName', 'Bob'), ALONE)).rejects.toThrow(
      scimError(409, 'uniqueness', "a user with userName 'Bob' already exists"),
    );
    expect(await users.get(ann.id, ALONE)).toEqual(ann);
  });

  test('fails with 412 at another version than the client names', async () => {
    const { users } = setUp();
    const ann = await users.create({ userName: 'ann' }, ALONE);
    const [stale, fresh] = [readEntityTags('W/"9"'), readEntityTags('W/"1"')];

    await expect(users.patch(ann.id, replace('title', 'x'), { ...ALONE, ifMatch: stale })).rejects.toThrow(
      scimError(412, undefined, 'W/"1"'),
    );
    await expect(users.replace(ann.id, { userName: 'x' }, { ...ALONE, ifMatch: stale })).rejects.toThrow('W/"1"');
    await expect(users.remove(ann.id, { ifMatch: stale })).rejects.toThrow('W/"1"');
    await users.remove(ann.id, { ifMatch: fresh });
    await expect(users.get(ann.id, ALONE)).rejects.toThrow('does not exist');
  });

  test('reads no groups unless they are asked for, and does not ask the database about what cannot be an id', async () => {
    const { users, store } = setUp();
    const [find, change] = [jest.spyOn(store.users, 'find'), jest.spyOn(store.users, 'change')];

    const ann = await users.create({ userName: 'ann' }, RELATED);
    await users.patch(ann.id, replace('title', 'x'), ALONE);
    await Promise.allSettled([users.get('x', ALONE), users.patch('y', replace('title', 'x'), ALONE)]);

    expect(find).not.toHaveBeenCalled();
    expect(change).toHaveBeenCalledTimes(1);
  });

  test.each([NOBODY, 'ann', "' or ''='"])('fails with 404 when there is no user %s', async (id) => {
    const { users } = setUp();
    const missing = scimError(404, undefined, `User '${id}' does not exist`);

    await expect(users.get(id, ALONE)).rejects.toThrow(missing);
    await expect(users.patch(id, replace('title', 'x'), ALONE)).rejects.toThrow(missing);
    await expect(users.replace(id, { userName: 'x' }, ALONE)).rejects.toThrow(missing);
    await expect(users.remove(id, {})).rejects.toThrow(missing);
  });

  test.each([
    ['the store fails', new Error('disk full')],
    ['the store is away', new Error('no connection')],
  ])('passes on the failure when %s', async (_what, failure) => {
    const { users, store } = setUp();
    const ann = await users.create({ userName: 'ann' }, ALONE);
    store.users.insert = () => Promise.reject(failure);
    store.users.change = () => Promise.reject(failure);

    await expect(users.create({ userName: 'bob' }, ALONE)).rejects.toBe(failure);
    await expect(users.patch(ann.id, replace('title', 'x'), ALONE)).rejects.toBe(failure);
  });
});

describe('a replacement', () => {
  test('removes attributes that it does not name, and leaves an inactive user inactive', async () => {
    const { users } = setUp();
    const ann = await users.create({ userName: 'ann', title: 'Dev', active: false }, ALONE);

    const { attributes } = await users.replace(ann.id, { userName: 'Ann', roles: [{ value: 'Data Steward' }] }, ALONE);

    expect(attributes).toEqual({
      userName: 'Ann',
      active: false,
      roles: [{ value: 'data_steward', display: 'Data Steward', primary: true }],
    });
    expect((await users.replace(ann.id, { userName: 'Ann', active: true }, ALONE)).attributes).toEqual({
      userName: 'Ann',
      active: true,
    });
  });
});

describe('a role', () => {
  test('that was taken out of the catalogue stays with its holders until it is written again', async () => {
    const { users, usersWith } = setUp();
    const ann = await users.create({ userName: 'ann', roles: [{ value: 'data_steward' }] }, ALONE);
    const later = usersWith([reviewer]);

    const changed = await later.patch(ann.id, replace('title', 'Lead'), ALONE);

    expect(changed.attributes['roles']).toEqual(ann.attributes['roles']);
    await expect(later.patch(ann.id, replace('roles', [{ value: 'Data Steward' }]), ALONE)).rejects.toThrow(
      scimError(400, 'invalidValue', "there is no account role 'Data Steward'; known roles are account_reviewer"),
    );
  });

  test('follows its display name when only that is written, and is removed with its value', async () => {
    const { users } = setUp();
    const ann = await users.create({ userName: 'ann', roles: [{ value: 'data_steward' }] }, ALONE);

    const renamed = await users.patch(ann.id, replace('roles[primary eq "True"].display', 'Account Reviewer'), ALONE);
    const gone = await users.patch(ann.id, { Operations: [{ op: 'remove', path: 'roles.value' }] }, ALONE);

    expect(renamed.attributes['roles']).toEqual([
      { value: 'account_reviewer', display: 'Account Reviewer', primary: true },
    ]);
    expect(gone.attributes).toEqual({ userName: 'ann', active: true });
  });

  test('is found by its value however often it is sent whole, with whatever display name', async () => {
    const { users } = setUp();
    const role = { value: 'data_steward', display: 'Steward of data' };
    const ann = await users.create({ userName: 'ann', roles: [role] }, ALONE);

    const replaced = await users.replace(ann.id, { userName: 'ann', roles: [role] }, ALONE);
    const patched = await users.patch(ann.id, replace('roles', [role]), ALONE);

    expect(replaced.attributes['roles']).toEqual(ann.attributes['roles']);
    expect(patched.attributes['roles']).toEqual(ann.attributes['roles']);
    expect(patched.version).toBe(1);
  });

  test('keeps its type when its value changes', async () => {
    const { users } = setUp();
    const type = 'WindowsAzureActiveDirectoryRole';
    const ann = await users.create({ userName: 'ann', roles: [{ value: 'data_steward', type }] }, ALONE);

    const { attributes } = await users.patch(
      ann.id,
      replace('roles[primary eq "True"].value', 'account_reviewer'),
      ALONE,
    );

    expect(attributes['roles']).toEqual([
      { value: 'account_reviewer', display: 'Account Reviewer', type, primary: true },
    ]);
  });
});
