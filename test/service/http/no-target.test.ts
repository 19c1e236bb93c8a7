import { useDatabase } from '../../support/postgres';
import { type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** A group with one member, and a user who is not in it. */
async function createCrew(scim: RunningScim): Promise<{ crew: string; ann: string; bob: string }> {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const { body: ann } = await scim.send('POST', '/Users', { schemas, userName: 'ann', displayName: 'Ann' });
  const { body: bob } = await scim.send('POST', '/Users', { schemas, userName: 'bob', displayName: 'Ann' });
  const { body: crew } = await scim.send('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Crew',
    members: [{ value: ann.id }],
  });
  return { crew: crew.id, ann: ann.id, bob: bob.id };
}

function patch(scim: RunningScim, crew: string, ...Operations: object[]) {
  return scim.send('PATCH', `/Groups/${crew}`, { schemas: [PATCH_OP], Operations });
}

const remove = (filter: string) => ({ op: 'remove', path: `members[${filter}]` });
const rename = { op: 'replace', path: 'displayName', value: 'Other' };

describe('removing users who are not members', () => {
  test('fails with 400 noTarget in the profile rfc, and changes nothing', async () => {
    await using scim = await startScim(database, { tenant: { profile: 'rfc' } });
    const { crew, ann, bob } = await createCrew(scim);
    const before = (await scim.send('GET', `/Groups/${crew}`)).body;

    for (const operations of [
      [remove(`value eq "${bob}"`)],
      [remove(`value eq "${NOBODY}"`)],
      [remove('value eq "no id"')],
      [remove('type eq "Group"')],
      [rename, remove(`value eq "${ann}"`), remove(`value eq "${ann}"`)],
    ]) {
      const { status, body } = await patch(scim, crew, ...operations);
      expect([operations, status, body.scimType]).toEqual([operations, 400, 'noTarget']);
    }
    expect((await scim.send('GET', `/Groups/${crew}`)).body).toEqual(before);
  });

  test('changes nothing in the profile entra', async () => {
    await using scim = await startScim(database);
    const { crew, bob } = await createCrew(scim);

    const { status } = await patch(scim, crew, remove(`value eq "${bob}"`), remove('value eq "no id"'));

    expect(status).toBe(204);
    expect((await scim.send('GET', `/Groups/${crew}`)).body.members).toHaveLength(1);
  });

  test('works in the profile rfc where one of them is a member, and for all remaining ones', async () => {
    await using scim = await startScim(database, { tenant: { profile: 'rfc' } });
    const { crew, ann, bob } = await createCrew(scim);

    const one = await patch(scim, crew, remove(`value eq "${ann}" or value eq "${bob}"`));
    const none = await patch(scim, crew, remove('type eq "User"'));
    const all = await patch(scim, crew, { op: 'remove', path: 'members' });

    expect([one.status, one.body.members]).toEqual([200, undefined]);
    expect([none.status, none.body.scimType]).toEqual([400, 'noTarget']);
    expect(all.status).toBe(200); // without a filter, no element needs to exist
  });
});

test.each(['entra', 'rfc'])(
  'removing members by name fails in the profile %s, since a name is not one person',
  async (profile) => {
    await using scim = await startScim(database, { tenant: { profile } });
    const { crew, bob } = await createCrew(scim);
    await patch(scim, crew, { op: 'add', path: 'members', value: [{ value: bob }] });

    const { status, body } = await patch(scim, crew, remove('display eq "Ann"'));

    expect([status, body.scimType]).toEqual([400, 'invalidFilter']);
    expect(body.detail).toMatch(/chosen by value eq "…" .*: look up the id of a user with a filter on \/Users$/);
    expect((await scim.send('GET', `/Groups/${crew}`)).body.members).toHaveLength(2);
  },
);
