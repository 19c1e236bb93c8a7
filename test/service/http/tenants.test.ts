import { useDatabase } from '../../support/postgres';
import { type ScimClient, startScim } from '../../support/scim-client';

const database = useDatabase();

describe('two tenants who write at once', () => {
  test("each keep all of their own users and groups, and get none of the other's", async () => {
    await using scim = await startScim(database);
    const clients: readonly (readonly [string, ScimClient])[] = [
      ['first', scim],
      ['second', scim.other],
    ];
    const fill = async ([name, client]: readonly [string, ScimClient], index: number) => {
      const user = await client.send('POST', '/Users', { userName: `user-${index}`, title: name });
      const members = [{ value: user.body.id }];
      const group = await client.send('POST', '/Groups', { displayName: `Group ${index}`, externalId: name, members });
      const title = { op: 'Replace', path: 'title', value: `${name} ${index}` };
      const patched = await client.send('PATCH', `/Users/${user.body.id}`, { Operations: [title] });
      return [user.status, group.status, patched.status, patched.body.title];
    };

    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        clients.map(async (client) => [client[0], index, ...(await fill(client, index))]),
      ).flat(),
    );

    expect(results).toEqual(results.map(([name, index]) => [name, index, 201, 201, 200, `${name} ${index}`]));
    for (const [name, client] of clients) {
      const { body: users } = await client.send('GET', '/Users?count=200');
      const { body: groups } = await client.send('GET', '/Groups?count=200');
      expect([users.totalResults, groups.totalResults]).toEqual([100, 100]);
      expect(users.Resources.filter(({ title }: any) => !title.startsWith(name))).toEqual([]);
      expect(groups.Resources.filter((group: any) => group.externalId !== name)).toEqual([]);
      expect(groups.Resources.filter((group: any) => group.members?.length !== 1)).toEqual([]);
    }
  });

  test('may use the same names, and cannot add members of the other', async () => {
    await using scim = await startScim(database);
    const { body: ours } = await scim.send('POST', '/Users', { userName: 'ann', externalId: 'ann' });
    const { status, body: theirs } = await scim.other.send('POST', '/Users', { userName: 'ann', externalId: 'ann' });

    const stolen = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: theirs.id }] });

    expect(status).toBe(201);
    expect(theirs.id).not.toBe(ours.id);
    expect([stolen.status, stolen.body.scimType]).toEqual([400, 'invalidValue']);
  });
});
