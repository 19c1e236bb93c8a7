import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

describe('PUT', () => {
  test('replaces everything that a client may write of a user', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      externalId: 'a1',
      title: 'Dev',
      emails: [{ value: 'ann@x.example', type: 'work' }],
    });

    const { status, body } = await scim.send('PUT', `/Users/${ann.id}`, {
      id: 'ignored',
      meta: { created: 'ignored' },
      userName: 'Ann',
      displayName: 'Ann',
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ id: ann.id, userName: 'Ann', displayName: 'Ann', active: true });
    expect(body.meta.created).toBe(ann.meta.created);
    for (const gone of ['externalId', 'title', 'emails']) expect(body).not.toHaveProperty(gone);
    expect((await scim.send('GET', '/Users?filter=emails+eq+%22ann@x.example%22')).body.totalResults).toBe(0);
  });

  test('of what was just read changes nothing', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      roles: [{ value: 'Account Reviewer' }],
    });
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann.id }] });
    const { body: read } = await scim.send('GET', `/Users/${ann.id}`);

    expect((await scim.send('PUT', `/Users/${ann.id}`, read)).body).toEqual(read);
    expect((await scim.send('PUT', `/Groups/${team.id}`, team)).body).toEqual(team);
  });

  test('leaves an inactive user inactive, unless it says otherwise', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', active: false });

    expect((await scim.send('PUT', `/Users/${ann.id}`, { userName: 'ann', title: 'x' })).body.active).toBe(false);
    expect((await scim.send('PUT', `/Users/${ann.id}`, { userName: 'ann', active: true })).body.active).toBe(true);
  });

  test('replaces the members of a group, and removes all that it does not name', async () => {
    await using scim = await startScim(database);
    const [ann, bob] = [
      (await scim.send('POST', '/Users', { userName: 'ann' })).body.id,
      (await scim.send('POST', '/Users', { userName: 'bob' })).body.id,
    ];
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann }] });
    const put = async (body: object) => (await scim.send('PUT', `/Groups/${team.id}`, body)).body;

    expect((await put({ displayName: 'Team', members: [{ value: bob }] })).members).toMatchObject([{ value: bob }]);
    expect(await put({ displayName: 'Team' })).not.toHaveProperty('members');
  });

  test('fails when the userName is taken or missing, and for an unknown user', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    await scim.send('POST', '/Users', { userName: 'bob' });
    const put = async (id: string, body: object) => (await scim.send('PUT', `/Users/${id}`, body)).status;

    expect(await put(ann.id, { userName: 'BOB' })).toBe(409);
    expect(await put(ann.id, { displayName: 'Ann' })).toBe(400);
    expect(await put('00000000-0000-7000-8000-000000000000', { userName: 'x' })).toBe(404);
    expect((await scim.send('GET', `/Users/${ann.id}`)).body).toEqual(ann);
  });
});
