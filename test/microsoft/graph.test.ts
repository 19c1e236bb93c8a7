import { graph as graphOf } from '../../microsoft/graph';
import { Directory } from '../support/graph/directory';
import { graphClient, TestClock } from '../support/graph/graph-client';
import { startGraph } from '../support/graph/graph-server';

const DIRECTORY_ID = '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90';

describe('Graph', () => {
  test('waits as long as the answer to a throttled request says', async () => {
    await using graph = await startGraph();
    graph.trouble(/GET \/groups/, { status: 429, headers: { 'Retry-After': '17' } });
    const clock = new TestClock();

    await graphClient(graph, clock).list('/groups');

    expect(clock.sleeps).toEqual([17_000]);
  });

  test.each([409, 500, 503])('repeats a request that was answered with %d', async (status) => {
    await using graph = await startGraph();
    graph.directory.addGroup('Data Analysts');
    graph.trouble(/GET \/groups/, { status }, { status });

    await expect(graphClient(graph).list('/groups')).resolves.toHaveLength(1);
  });

  test('waits for objects that were just created, when asked to be patient', async () => {
    const directory = new Directory(DIRECTORY_ID);
    directory.lag = 3;
    const id = directory.addGroup('Data Analysts');
    await using graph = await startGraph(directory);

    await expect(graphClient(graph).patient().get(`/groups/${id}`)).resolves.toMatchObject({ id });

    expect(graph.requests).toHaveLength(4);
  });

  test('reads a collection page by page', async () => {
    await using graph = await startGraph();
    for (const name of ['one', 'two', 'three']) graph.directory.addGroup(name);

    const groups = await graphClient(graph).list<{ displayName: string }>('/groups?$top=2');

    expect(groups.map(({ displayName }) => displayName)).toEqual(['one', 'two', 'three']);
    expect(graph.requests).toHaveLength(2);
  });

  test('fails immediately when an object is not found and the client is not patient', async () => {
    await using graph = await startGraph();

    await expect(graphClient(graph).get('/groups/nobody')).rejects.toThrow(
      /^Graph: GET \/groups\/nobody answered 404 \(Request_ResourceNotFound\): .* \[request-id [0-9a-f-]+\] – deploy/,
    );
    expect(graph.requests).toHaveLength(1);
  });

  test('fails within two minutes when trouble does not pass', async () => {
    await using graph = await startGraph();
    graph.trouble(/groups/, ...Array.from({ length: 50 }, () => ({ status: 503 })));
    const clock = new TestClock();

    await expect(graphClient(graph, clock).list('/groups')).rejects.toMatchObject({ status: 503 });

    expect(clock.now()).toBeLessThanOrEqual(120_000);
    expect(clock.sleeps.length).toBeGreaterThan(5);
  });

  test('fails immediately when it would have to wait longer than allowed', async () => {
    await using graph = await startGraph();
    graph.trouble(/groups/, { status: 429, headers: { 'Retry-After': '3600' } });
    const clock = new TestClock();

    await expect(graphClient(graph, clock).list('/groups')).rejects.toThrow('deploy fewer tenants at once');
    expect(clock.sleeps).toEqual([]);
  });

  test.each([
    ['/servicePrincipals/1/synchronization/jobs', "'Synchronization.Read.All'"],
    ['/servicePrincipals/1/appRoleAssignedTo', "'Application.Read.All'"],
    ['/users/ann@contoso.example', "'User.Read.All'"],
  ])('fails with the permission that is missing to read %s', async (path, permission) => {
    await using graph = await startGraph();
    graph.trouble(/GET/, { status: 403, code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' });

    await expect(graphClient(graph).get(path)).rejects.toThrow(
      new RegExp(`answered 403 \\(Authorization_RequestDenied\\): Insufficient privileges\\..*grant .* ${permission}`),
    );
  });

  test('fails when the next page is on another host, which must not get the token', async () => {
    const pages = [{ value: [], '@odata.nextLink': 'https://elsewhere.example/v1.0/groups' }];
    const client = graphOf('https://graph.example', {
      token: () => Promise.resolve('a token'),
      fetch: () => Promise.resolve(Response.json(pages.pop() ?? { value: [] })),
      clock: new TestClock(),
    });

    await expect(client.list('/groups')).rejects.toThrow('https://elsewhere.example/v1.0/groups');
  });

  test('fails with the reason when there is no answer', async () => {
    const clock = new TestClock();

    await expect(graphClient({ url: 'http://localhost:1' }, clock).get('/groups')).rejects.toThrow(
      /GET \/groups answered nothing: .* – check the network, and GRAPH_ENDPOINT/,
    );
    expect(clock.sleeps).toHaveLength(3);
  });
});
