import { administer, useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();
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
