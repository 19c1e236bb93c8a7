import { BULK_REQUEST, PATCH_OP } from '../../../../service/scim/required-schemas';
import { administer, useDatabase } from '../../../support/postgres';
import { startScim } from '../../../support/scim-client';

const database = useDatabase();

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
      const patch = { schemas: [PATCH_OP], Operations: [operation] };
      const bulk = { schemas: [BULK_REQUEST], Operations: [{ method: 'PATCH', path, data: patch }] };
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
