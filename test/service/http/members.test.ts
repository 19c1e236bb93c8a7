import { useDatabase } from '../../support/postgres';
import { type ScimClient, startScim } from '../../support/scim-client';

const database = useDatabase();

/** Creates users, and returns their ids in order. */
async function createUsers(scim: ScimClient, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += 500) {
    const Operations = Array.from({ length: Math.min(500, count - from) }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${index}`,
      data: { userName: `user-${from + index}` },
    }));
    const { body } = await scim.send('POST', '/Bulk', { Operations });
    ids.push(...body.Operations.map(({ location }: { location: string }) => location.split('/').at(-1)));
  }
  return ids;
}

describe('a group', () => {
  test('keeps more members than one page shows, and loses only those that are removed', async () => {
    await using scim = await startScim(database);
    const users = await createUsers(scim, 1500);
    const [leaving, staying] = [users.slice(0, 150), users.slice(150)];
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team' });
    const patch = async (op: string, ids: readonly string[]) => {
      const Operations = [{ op, path: 'members', value: ids.map((value) => ({ $ref: null, value })) }];
      return (await scim.send('PATCH', `/Groups/${team.id}`, { Operations })).status;
    };
    const members = async () => {
      const { body } = await scim.send('GET', `/Groups/${team.id}`);
      return body.members.map(({ value }: { value: string }) => value).sort();
    };

    expect(await patch('Add', users)).toBe(204);
    expect(await members()).toEqual([...users].sort());
    expect(await patch('Remove', leaving)).toBe(204);
    expect(await members()).toEqual(staying.sort());
  });

  test('accepts members when it is created or replaced', async () => {
    await using scim = await startScim(database);
    const users = await createUsers(scim, 1200);
    const members = users.map((value) => ({ value }));

    const { status, body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members });
    const half = await scim.send('PUT', `/Groups/${team.id}`, { displayName: 'Team', members: members.slice(600) });

    expect([status, team.members.length]).toEqual([201, 1200]);
    expect(half.body.members).toHaveLength(600);
  });

  test('stays the same, at the same version, when present members are added or absent ones removed', async () => {
    await using scim = await startScim(database);
    const [ann, bob] = await createUsers(scim, 2);
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann }] });

    for (const operation of [
      { op: 'Add', path: 'members', value: [{ value: ann }] },
      { op: 'Remove', path: 'members', value: [{ value: bob }] },
      { op: 'Remove', path: 'members', value: [] },
      { op: 'replace', path: 'members', value: [{ value: ann }] },
    ]) {
      await scim.send('PATCH', `/Groups/${team.id}`, { Operations: [operation] });
    }

    expect((await scim.send('GET', `/Groups/${team.id}`)).body).toEqual(team);
  });

  test.each([[{ value: '' }], [{ value: null }], [{}], [{ type: 'User' }]])(
    'fails to be written with an unknown member: %j',
    async (nobody) => {
      await using scim = await startScim(database);
      const [ann] = await createUsers(scim, 1);
      const members = [{ value: ann }];
      const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members });
      const wrong = [...members, nobody];

      const answers = [
        await scim.send('POST', '/Groups', { displayName: 'Other', members: wrong }),
        await scim.send('PUT', `/Groups/${team.id}`, { displayName: 'Team', members: wrong }),
        await scim.send('PATCH', `/Groups/${team.id}`, { Operations: [{ op: 'Add', path: 'members', value: wrong }] }),
      ];

      expect(answers.map(({ status, body }) => [status, body.scimType])).toEqual(Array(3).fill([400, 'invalidValue']));
      expect((await scim.send('GET', `/Groups/${team.id}`)).body).toEqual(team);
    },
  );

  test('loses the member that a filter names together with the type', async () => {
    await using scim = await startScim(database);
    const [ann, bob] = await createUsers(scim, 2);
    const members = [{ value: ann }, { value: bob }];
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members });
    const remove = (filter: string) =>
      scim.send('PATCH', `/Groups/${team.id}`, { Operations: [{ op: 'remove', path: `members[${filter}]` }] });

    expect((await remove(`value eq "${ann}" and type eq "User"`)).status).toBe(204);
    expect((await scim.send('GET', `/Groups/${team.id}`)).body.members).toMatchObject([{ value: bob }]);
    expect((await remove('type eq "User"')).status).toBe(204);
    expect((await scim.send('GET', `/Groups/${team.id}`)).body).not.toHaveProperty('members');
  });

  test('keeps its members when they are disabled or changed', async () => {
    await using scim = await startScim(database);
    const [ann] = await createUsers(scim, 1);
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann }] });

    await scim.send('PATCH', `/Users/${ann}`, { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] });
    await scim.send('PATCH', `/Users/${ann}`, { Operations: [{ op: 'Replace', path: 'userName', value: 'wed' }] });
    await scim.send('PUT', `/Users/${ann}`, { userName: 'other', active: true });

    expect((await scim.send('GET', `/Groups/${team.id}`)).body.members).toMatchObject([
      { value: ann, display: 'other' },
    ]);
  });
});
