import { useDatabase } from '../../support/postgres';
import { type Answer, type ScimClient, startScim } from '../../support/scim-client';

const database = useDatabase();

/** The life of two users and a group, with each kind of request and each path through the storage. */
async function live(scim: ScimClient, name: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  const send = async (method: string, path: string, body?: object) => {
    const answer = await scim.send(method, path, body);
    answers.push(answer);
    return answer.body;
  };
  const patch = (...Operations: object[]) => ({ Operations });
  const deactivated = { op: 'Replace', path: 'active', value: 'False' };

  const ann = await send('POST', '/Users', { userName: `ann-${name}`, externalId: name, emails: [{ value: name }] });
  const team = await send('POST', '/Groups', { displayName: name, members: [{ value: ann.id }] });
  const { Operations } = await send('POST', '/Bulk', {
    Operations: [
      { method: 'POST', path: '/Users', bulkId: 'bob', data: { userName: `bob-${name}` } },
      {
        method: 'PATCH',
        path: `/Groups/${team.id}`,
        data: patch(
          { op: 'add', path: 'members', value: [{ value: 'bulkId:bob' }] },
          { op: 'remove', path: `members[value eq "${ann.id}"]` },
          { op: 'add', path: 'members', value: [{ value: ann.id }] },
        ),
      },
    ],
  });
  await send('PATCH', `/Users/${ann.id}`, patch({ op: 'add', path: 'emails', value: [{ value: 'x' }] }, deactivated));
  await send('POST', '/Users', { userName: `new-${name}`, externalId: name });
  await send('PUT', `/Users/${ann.id}`, { userName: `ann-${name}` });
  await send('GET', '/Users?filter=groups.display+pr&sortBy=userName&count=1&startIndex=2');
  await send('GET', '/Users?count=1&cursor');
  await send('GET', `/Groups?filter=members+eq+%22${ann.id}%22`);
  await send('POST', '/.search', { filter: 'id pr', count: 3 });
  await send('PATCH', `/Groups/${team.id}?attributes=members`, patch({ op: 'add', path: 'externalId', value: name }));
  await send('PUT', `/Groups/${team.id}`, { displayName: name, members: [{ value: ann.id }] });
  await send('DELETE', `/Users/${ann.id}`);
  await send('DELETE', `/Users/${Operations[0].location.split('/').at(-1)}`);
  await send('GET', `/Groups/${team.id}`);
  await send('DELETE', `/Groups/${team.id}`);
  return answers;
}

test('a request needs one connection to the database, whatever it asks and however many others wait for one', async () => {
  await using scim = await startScim(database, { connectionsMax: 1 });

  const lives = await Promise.all(Array.from({ length: 8 }, (_, index) => live(scim, `life-${index}`)));

  const expected = [201, 201, 200, 200, 201, 200, 200, 200, 200, 200, 200, 200, 204, 204, 200, 204];
  expect(lives.map((answers) => answers.map(({ status }) => status))).toEqual(lives.map(() => expected));
  expect(lives.map(([, , bulk]) => bulk?.body.Operations.map(({ status }: any) => status))).toEqual(
    lives.map(() => ['201', '200']),
  );
});
