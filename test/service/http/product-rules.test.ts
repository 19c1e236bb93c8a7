import pino from 'pino';

import { administer, useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();
const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0';
const ACCOUNT = 'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser';
const deactivate = { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] };

/** Immutable ids, like Entra's objectId. */
const [ANN, BOB] = ['2a69c9a6-1708-45b7-acbe-a7b4c8fb102a', '7c0f31d2-91f4-4d0e-8a55-0f4a1f3f9b11'];

describe('a POST for a user who exists but is inactive', () => {
  test.each([
    ['userName', { userName: 'ANN@contoso.com', externalId: 'other' }, 'ann'],
    ['userName, though the one before had no immutable id,', { userName: 'ANN@contoso.com', externalId: ANN }, 'ann'],
    ['userName, though the one now has no immutable id,', { userName: 'ANN@contoso.com', externalId: 'ann' }, ANN],
    ['externalId that is an immutable id', { userName: 'ann.new@contoso.com', externalId: ANN }, ANN],
  ])('with the same %s restores that user under the same id, audited', async (_what, body, externalId) => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann@contoso.com', externalId, title: 'Dev' });
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann.id }] });
    await scim.send('PATCH', `/Users/${ann.id}`, deactivate);

    const restored = await scim.send('POST', '/Users', { ...body, displayName: 'Ann' });

    expect(restored.status).toBe(201);
    expect(restored.headers.get('location')).toBe(ann.meta.location);
    expect(restored.body).toMatchObject({ id: ann.id, ...body, displayName: 'Ann', active: true });
    expect(restored.body.groups).toMatchObject([{ value: team.id }]);
    expect(restored.body).not.toHaveProperty('title');
    const log = await administer(
      database.url,
      `select action from scim.provisioning_log where resource_id = '${ann.id}' order by id`,
    );
    expect(log.map(({ action }) => action)).toEqual(['create', 'change', 'restore']);
  });

  test.each([
    ['in-place', 'a mailNickname', 'ann'],
    ['refuse', 'a mailNickname', 'ann'],
    ['in-place', 'the GUID that stands for none', '00000000-0000-0000-0000-000000000000'],
  ])(
    'creates a new user for a different person, where restore is %s and they share %s',
    async (restore, _what, externalId) => {
      await using scim = await startScim(database, { tenant: { restore } });
      const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann@contoso.com', externalId });
      await scim.send('POST', '/Groups', { displayName: 'Admins', members: [{ value: ann.id }] });
      await scim.send('PATCH', `/Users/${ann.id}`, deactivate);

      const { status, body: other } = await scim.send('POST', '/Users', { userName: 'ann@fabrikam.com', externalId });
      const { status: deleted } = await scim.send('DELETE', `/Users/${ann.id}`);

      expect([status, deleted]).toEqual([201, 204]);
      expect(other.id).not.toBe(ann.id);
      expect(other).not.toHaveProperty('groups');
      expect((await scim.send('GET', `/Users/${other.id}`)).body).toEqual(other);
    },
  );

  test('makes a new user where two have the same immutable id', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', externalId: ANN });
    const { body: bob } = await scim.send('POST', '/Users', { userName: 'bob', externalId: ANN });
    await scim.send('PATCH', `/Users/${ann.id}`, deactivate);

    const { status, body } = await scim.send('POST', '/Users', { userName: 'carla', externalId: ANN });

    expect(status).toBe(201);
    expect([ann.id, bob.id]).not.toContain(body.id);
  });

  test.each(['in-place', 'refuse'])(
    'fails where restore is %s and the userName was given to somebody else, and says which user to delete',
    async (restore) => {
      await using scim = await startScim(database, { tenant: { restore } });
      const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', externalId: ANN, active: false });

      const { status, body } = await scim.send('POST', '/Users', { userName: 'Ann', externalId: BOB });

      expect([status, body.scimType, body.detail]).toEqual([
        409,
        'uniqueness',
        "userName 'Ann' belongs to an inactive user with another externalId, who is a different person; " +
          `delete that user, ${ann.id}, or change its userName`,
      ]);
      expect((await scim.send('GET', '/Users')).body.Resources).toEqual([ann]);
    },
  );

  test.each([
    ['userName', { userName: 'ANN' }, "userName 'ANN'"],
    ['externalId', { userName: 'bob', externalId: ANN }, `externalId '${ANN}'`],
    ['userName and externalId', { userName: 'ann', externalId: ANN }, "userName 'ann'"],
  ])('with the same %s is refused with 409 when the tenant says so', async (_what, again, named) => {
    await using scim = await startScim(database, { tenant: { restore: 'refuse' } });
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', externalId: ANN, active: false });

    const { status, body } = await scim.send('POST', '/Users', again);

    expect([status, body.scimType, body.detail]).toEqual([
      409,
      'uniqueness',
      `a user with ${named} exists but is inactive; reactivate that user, or set service.restore of the tenant to in-place`,
    ]);
    const { body: users } = await scim.send('GET', '/Users');
    expect(users.Resources).toEqual([ann]);
  });

  test.each(['in-place', 'refuse'])('fails in the profile rfc, where restore is %s', async (restore) => {
    await using scim = await startScim(database, { tenant: { restore, profile: 'rfc' } });
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const { body: ann } = await scim.send('POST', '/Users', {
      schemas,
      userName: 'ann',
      externalId: ANN,
      active: false,
    });

    const { status, body } = await scim.send('POST', '/Users', { schemas, userName: 'ANN' });
    const other = await scim.send('POST', '/Users', { schemas, userName: 'bob', externalId: ANN });

    expect([status, body.scimType, body.detail]).toEqual([
      409,
      'uniqueness',
      "a user with userName 'ANN' exists but is inactive; reactivate that user by its id, or delete it",
    ]);
    expect(other.status).toBe(201);
    expect((await scim.send('GET', '/Users')).body.Resources).toEqual([ann, other.body]);
  });

  test.each(['in-place', 'refuse'])('does not touch an active user, where restore is %s', async (restore) => {
    await using scim = await startScim(database, { tenant: { restore } });
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', externalId: ANN });

    expect((await scim.send('POST', '/Users', { userName: 'ann' })).status).toBe(409);
    expect((await scim.send('POST', '/Users', { userName: 'bob', externalId: ANN })).status).toBe(201);
    expect((await scim.send('GET', `/Users/${ann.id}`)).body).toEqual(ann);
  });

  test.each(['in-place', 'refuse'])('fails where the name is that of an active user: %s', async (restore) => {
    await using scim = await startScim(database, { tenant: { restore } });
    await scim.send('POST', '/Users', { userName: 'ann', externalId: ANN, active: false });
    await scim.send('POST', '/Users', { userName: 'bob' });

    const { status, body } = await scim.send('POST', '/Users', { userName: 'bob', externalId: ANN });

    expect([status, body.detail]).toEqual([409, expect.stringContaining("a user with userName 'bob' already exists")]);
  });

  test.each([false, true])('fails when name and immutable id lead to different users: active %s', async (active) => {
    await using scim = await startScim(database);
    await scim.send('POST', '/Users', { userName: 'ann', active: false });
    await scim.send('POST', '/Users', { userName: 'bob', externalId: BOB, active });

    const { status, body } = await scim.send('POST', '/Users', { userName: 'Ann', externalId: BOB });

    expect([status, body.scimType, body.detail]).toEqual([
      409,
      'uniqueness',
      `userName 'Ann' belongs to an inactive user, and externalId '${BOB}' to another one; reactivate or delete one of them`,
    ]);
  });

  test('of several at once restores the user once, and refuses the others', async () => {
    await using scim = await startScim(database);
    await scim.send('POST', '/Users', { userName: 'ann', active: false });

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => scim.send('POST', '/Users', { userName: 'ann' })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect((await scim.send('GET', '/Users')).body.totalResults).toBe(1);
  });
});

describe('the role in effect', () => {
  const roleOf = (body: any) => body[ACCOUNT].role;

  test("is the assigned one or the tenant's default, and none for an inactive user", async () => {
    await using scim = await startScim(database, { tenant: { defaultRole: 'account_reviewer' } });
    const post = async (body: object) => (await scim.send('POST', '/Users', body)).body;

    expect(roleOf(await post({ userName: 'a', roles: [{ value: 'Data Steward' }] }))).toBe('data_steward');
    expect(roleOf(await post({ userName: 'b', roles: [{ value: 'User' }] }))).toBe('account_reviewer');
    expect(roleOf(await post({ userName: 'c' }))).toBe('account_reviewer');
    expect(roleOf(await post({ userName: 'd', active: false }))).toBeUndefined();

    const find = async (role: string) =>
      (await scim.send('GET', `/Users?filter=${ACCOUNT}:role+eq+%22${role}%22`)).body.totalResults;
    expect(await Promise.all(['account_reviewer', 'data_steward', 'account_billing'].map(find))).toEqual([2, 1, 0]);
  });

  test('is none without a default', async () => {
    await using scim = await startScim(database);

    expect((await scim.send('POST', '/Users', { userName: 'a' })).body[ACCOUNT]).toEqual({ lastChangedBy: 'gen-1' });
  });

  test.each(['remove', 'replace'])('is gone when a client %ss the value of the role', async (op) => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      roles: [{ value: 'account_reviewer' }],
    });

    const { body } = await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op, path: 'roles[primary eq "True"].value', ...(op === 'replace' ? { value: '' } : {}) }],
    });

    expect(body).not.toHaveProperty('roles');
  });

  test.each([
    { path: 'roles[primary eq "True"].value', value: '' },
    { path: 'roles[primary eq "True"].value', value: null },
    { path: 'roles[primary eq "True"].value', value: 'msiam_access' },
    { path: 'roles', value: [{ value: '' }] },
    { path: 'roles', value: [{ value: 'User' }] },
    { path: 'roles', value: [] },
    { path: undefined, value: { roles: [] } },
  ])("is the tenant's default when a client adds none: %j", async (operation) => {
    await using scim = await startScim(database, { tenant: { defaultRole: 'account_reviewer' } });
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', roles: [{ value: 'account_billing' }] });

    const { body } = await scim.send('PATCH', `/Users/${ann.id}`, { Operations: [{ op: 'Add', ...operation }] });

    expect(body).not.toHaveProperty('roles');
    expect(roleOf(body)).toBe('account_reviewer');
  });

  test('follows the display name when only that is written', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      roles: [{ value: 'account_reviewer' }],
    });

    const { body } = await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op: 'replace', path: 'roles[primary eq "True"].display', value: 'Account Billing' }],
    });

    expect(body.roles).toEqual([{ value: 'account_billing', display: 'Account Billing', primary: true }]);
  });
});

describe('a role with only a display name', () => {
  const billing = [{ value: 'account_billing', display: 'Account Billing', primary: true }];
  const inJson = '{"id":"06b0d2a1-0000-4000-8000-000000000001","value":null,"displayName":"Account Billing"}';

  test.each([
    ['as an element', [{ displayName: 'Account Billing' }]],
    ['as JSON in a value', [{ value: inJson }]],
    ['as JSON in an element', [inJson]],
  ])('is given: %s', async (_how, roles) => {
    await using scim = await startScim(database, { tenant: { defaultRole: 'account_reviewer' } });
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      roles: [{ value: 'account_administrator' }],
    });

    const patched = await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op: 'Add', path: 'roles', value: roles }],
    });
    const created = await scim.send('POST', '/Users', { userName: 'bob', roles });

    expect(patched.body.roles).toEqual(billing);
    expect(created.body.roles).toEqual(billing);
    expect(created.body[ACCOUNT].role).toBe('account_billing');
  });
});

describe('roles of a group', () => {
  test('have no effect, in whatever form they come, and are reported once', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
    await using scim = await startScim(database, { overrides: { log } });

    const { status, body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', roles: [{ value: 'x' }] });
    const patches = [
      [{ op: 'Add', path: 'roles', value: [{ value: 'x' }] }],
      [{ op: 'Add', path: 'roles[primary eq "True"].value', value: 'x' }],
      [{ op: 'replace', value: { roles: [{ value: 'x' }], displayName: 'Team' } }],
      [{ op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:Group:roles', value: [{ value: 'x' }] }],
    ];
    const answers = await Promise.all(
      patches.map((Operations) => scim.send('PATCH', `/Groups/${team.id}`, { Operations })),
    );

    expect([status, ...answers.map((answer) => answer.status)]).toEqual([201, 204, 204, 204, 204]);
    expect((await scim.send('GET', `/Groups/${team.id}`)).body).toEqual(team);
    expect(lines.map((line) => (JSON.parse(line) as { tenant: string; msg: string }).msg)).toEqual([
      'roles of groups are not synchronized: give roles in the product, or assign them to users in Entra',
    ]);
  });
});

describe('an unknown attribute', () => {
  test('is ignored, and named in the log once per tenant with the first request that held it', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
    await using scim = await startScim(database, { overrides: { log } });
    const body = { userName: 'ann', shoeSize: 'secret' };

    const created = await scim.send('POST', '/Users', body);
    const patched = await scim.send('PATCH', `/Users/${created.body.id}`, {
      Operations: [{ op: 'Add', path: 'shoeSize', value: 'secret' }],
    });
    const others = await scim.other.send('POST', '/Users', body);

    expect([created.status, patched.status, others.status]).toEqual([201, 200, 201]);
    const text =
      "a user has no attribute 'shoeSize', so the value is ignored: remove the mapping, or map to an attribute of /Schemas";
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 40, tenant: scim.tenant, requestId: created.headers.get('x-request-id'), msg: text },
      { level: 40, tenant: `${scim.tenant}-other`, requestId: others.headers.get('x-request-id'), msg: text },
    ]);
    expect(lines.join()).not.toContain('secret');
  });
});

describe('a user', () => {
  test('shows the groups that the user is in, and can be found by them', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann.id }] });
    const count = async (filter: string) =>
      (await scim.send('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body.totalResults;

    const { body: read } = await scim.send('GET', `/Users/${ann.id}`);
    const { body: list } = await scim.send('GET', '/Users?attributes=groups.display');

    expect(read.groups).toEqual([{ value: team.id, $ref: team.meta.location, display: 'Team', type: 'direct' }]);
    expect(list.Resources[0].groups).toEqual([{ display: 'Team' }]);
    expect(await count(`groups eq "${team.id}"`)).toBe(1);
    expect(await count('groups[display sw "te" and type eq "direct"]')).toBe(1);
    expect(await count('groups.display eq "other"')).toBe(0);
    expect(await count('not (groups pr)')).toBe(0);
  });

  test('cannot be put into a group by writing groups', async () => {
    await using scim = await startScim(database);
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team' });
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', groups: [{ value: team.id }] });

    const { status, body } = await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op: 'add', path: 'groups', value: [{ value: team.id }] }],
    });

    expect(ann).not.toHaveProperty('groups');
    expect([status, body.scimType, body.detail]).toEqual([400, 'mutability', 'groups is read-only']);
  });

  test('may be sent a password, which is not kept', async () => {
    await using scim = await startScim(database);

    const { status, body: ann } = await scim.send('POST', '/Users', { userName: 'ann', password: 'hunter2' });
    const patched = await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op: 'replace', path: 'password', value: 'hunter3' }],
    });

    expect([status, patched.status]).toEqual([201, 200]);
    expect(patched.body).toEqual(ann);
    const [row] = await administer(database.url, `select users::text as row from scim.users where id = '${ann.id}'`);
    expect(String(row?.['row'])).not.toMatch(/hunter/);
  });
});

describe('an inactive user', () => {
  test.each(['entra', 'rfc'])('stays so in the profile %s until a client says otherwise', async (profile) => {
    await using scim = await startScim(database, { tenant: { profile } });
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const { body: ann } = await scim.send('POST', '/Users', { schemas, userName: 'ann', active: false });
    const path = `/Users/${ann.id}`;
    const removals = [
      { op: 'remove', path: 'active' },
      { op: 'replace', path: 'active', value: null },
      { op: 'replace', value: { active: null } },
      ...(profile === 'entra' ? [{ op: 'Replace', path: 'active', value: '' }] : []),
    ];

    for (const operation of removals) {
      const patch = { schemas: [`${MESSAGES}:PatchOp`], Operations: [operation] };
      const bulk = { schemas: [`${MESSAGES}:BulkRequest`], Operations: [{ method: 'PATCH', path, data: patch }] };
      const { status, body } = await scim.send('PATCH', path, patch);
      const { body: many } = await scim.send('POST', '/Bulk', bulk);
      expect([operation, status, body.scimType]).toEqual([operation, 400, 'mutability']);
      expect(body.detail).toBe('active cannot be removed; replace it by true or false');
      expect(many.Operations[0].status).toBe('400');
    }
    for (const active of [undefined, null]) {
      const { status, body } = await scim.send('PUT', path, { schemas, userName: 'ann', active });
      expect([status, body.active]).toEqual([200, false]);
    }
    expect((await scim.send('GET', path)).body.active).toBe(false);
  });

  test('is described in the schema, which says that active cannot be removed', async () => {
    await using scim = await startScim(database);

    const { body } = await scim.send('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User');

    const active = body.attributes.find(({ name }: any) => name === 'active');
    expect(active).toMatchObject({ required: false, description: expect.stringContaining('cannot be removed') });
  });
});

describe('the manager of a user', () => {
  const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

  test('is shown by name where a single user is read, and found by it', async () => {
    await using scim = await startScim(database);
    const { body: boss } = await scim.send('POST', '/Users', { userName: 'boss', displayName: 'The Boss' });
    const reports = { userName: 'ann', [ENTERPRISE]: { manager: { value: String(boss.id).toUpperCase() } } };
    const { body: ann } = await scim.send('POST', '/Users', reports);
    await scim.send('POST', '/Users', { userName: 'bob', [ENTERPRISE]: { manager: { value: ann.id.slice(1) } } });
    const namesOf = ({ Resources }: any) => Resources.map(({ userName }: any) => String(userName));
    const find = async (filter: string) =>
      namesOf((await scim.send('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body);

    const manager = { value: String(boss.id).toUpperCase(), $ref: boss.meta.location, displayName: 'The Boss' };
    expect(ann[ENTERPRISE]).toEqual({ manager });
    const { body: read } = await scim.send('GET', `/Users/${ann.id}?attributes=manager.displayName`);
    expect(read[ENTERPRISE]).toEqual({ manager: { displayName: 'The Boss' } });
    const { body: list } = await scim.send('GET', '/Users?filter=userName+eq+%22ann%22');
    expect(list.Resources[0][ENTERPRISE]).toEqual({ manager: { value: manager.value } });
    expect(await find('manager.displayName eq "the boss"')).toEqual(['ann']);
    expect(await find('manager.displayName pr')).toEqual(['ann']);
    expect(await find('not (manager.displayName pr)')).toEqual(['boss', 'bob']);
  });

  test('changes the entity tag when the name changes or the manager goes', async () => {
    await using scim = await startScim(database);
    const { body: boss } = await scim.send('POST', '/Users', { userName: 'boss' });
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      [ENTERPRISE]: { manager: { value: boss.id } },
    });
    const read = (tag: string) => scim.send('GET', `/Users/${ann.id}`, undefined, { 'If-None-Match': tag });

    const same = await read(ann.meta.version);
    await scim.send('PATCH', `/Users/${boss.id}`, { Operations: [{ op: 'add', path: 'displayName', value: 'Boss' }] });
    const renamed = await read(ann.meta.version);
    await scim.send('DELETE', `/Users/${boss.id}`);
    const gone = await read(renamed.body.meta.version);

    expect([same.status, renamed.status, gone.status]).toEqual([304, 200, 200]);
    expect(gone.body[ENTERPRISE]).toEqual({ manager: { value: boss.id } });
  });

  test('of another tenant is unknown', async () => {
    await using scim = await startScim(database);
    const { body: boss } = await scim.other.send('POST', '/Users', { userName: 'boss' });

    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      [ENTERPRISE]: { manager: { value: boss.id } },
    });

    expect(ann[ENTERPRISE]).toEqual({ manager: { value: boss.id } });
  });
});

describe('the profile rfc', () => {
  test('follows RFC 7644 to the letter', async () => {
    await using scim = await startScim(database, { tenant: { profile: 'rfc' } });
    const { body: ann } = await scim.send('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ann',
      emails: [
        { type: 'work', value: 'a' },
        { type: 'work', value: 'b' },
      ],
    });
    const sendPatch = (...Operations: object[]) =>
      scim.send('PATCH', `/Users/${ann.id}`, { schemas: [`${MESSAGES}:PatchOp`], Operations });
    const patch = async (operation: object) => (await sendPatch(operation)).body.scimType;
    const search = { schemas: [`${MESSAGES}:SearchRequest`], filter: 'active eq "True"' };

    expect(ann.emails).toHaveLength(2);
    expect(await patch({ op: 'replace', path: 'emails[type eq "home"].value', value: 'x' })).toBe('noTarget');
    expect(await patch({ op: 'replace', path: 'active', value: 'True' })).toBe('invalidValue');
    expect(await patch({ op: 'replace', value: { shoeSize: 42 } })).toBe('invalidPath');
    expect((await sendPatch()).body.scimType).toBe('invalidSyntax');
    expect((await scim.send('GET', '/Users?filter=active+eq+%22True%22')).body.scimType).toBe('invalidFilter');
    expect((await scim.send('POST', '/.search', search)).body.scimType).toBe('invalidFilter');
    expect((await scim.send('GET', '/Users?filter=active+eq+true')).body.totalResults).toBe(1);
  });
});
