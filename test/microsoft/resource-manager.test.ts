import { resourceManager } from '../../microsoft/resource-manager';
import { ContainerApps } from '../support/container-apps';

const PATH = '/subscriptions/sub/resourceGroups/acme-scim/providers/Microsoft.App/containerApps/acme-scim';

const withApp = () => new ContainerApps().put('containerApps/acme-scim', { name: 'acme-scim' });

describe('Azure Resource Manager', () => {
  test('is asked again after the time that it names when it is busy', async () => {
    const azure = withApp().answerNext({ status: 429, retryAfter: '170' }, { status: 503, retryAfter: '3' });

    await expect(azure.client.get(PATH)).resolves.toEqual({ name: 'acme-scim' });
    expect(azure.waited).toBe(173);
  });

  test('is asked again, more and more slowly, while another change is under way', async () => {
    const azure = withApp().answerNext({ status: 409 }, { status: 409 }, { status: 409 });

    await azure.client.get(PATH);

    expect(azure.waited).toBe(1 + 2 + 4);
  });

  test('lists a collection page by page', async () => {
    const azure = withApp().answerNext(
      {
        status: 200,
        body: { value: [1, 2], nextLink: `https://management.example${PATH}/revisions?api-version=1&page=2` },
      },
      { status: 200, body: { value: [3] } },
    );

    await expect(azure.client.list(`${PATH}/revisions`)).resolves.toEqual([1, 2, 3]);
  });

  test('fails within five minutes when it stays busy', async () => {
    const busy = { status: 429, body: { error: { code: 'TooManyRequests', message: 'slow down' } } };
    const azure = withApp().answerNext(...Array<typeof busy>(100).fill(busy));

    await expect(azure.client.get(PATH)).rejects.toThrow(
      `Azure: GET ${PATH} answered 429 (TooManyRequests): slow down`,
    );
    expect(azure.waited).toBeGreaterThan(280);
    expect(azure.waited).toBeLessThanOrEqual(300);
  });

  test.each([
    [401, 'sign in again'],
    [403, "grant the identity that signs in 'Contributor'"],
    [404, 'deploy the platform first'],
  ])('fails immediately on %s, with the remedy', async (status, remedy) => {
    const azure = withApp().answerNext({ status });

    await expect(azure.client.get(PATH)).rejects.toThrow(remedy);
    expect(azure.requests).toHaveLength(1);
  });

  test('fails when a proxy answers in its place, and does not quote it', async () => {
    const azure = resourceManager('https://management.example', {
      fetch: () => Promise.resolve(new Response('<html>secret-token</html>')),
    });

    await expect(azure.get(PATH)).rejects.toThrow(`Azure: GET ${PATH} answered 200: the answer is not from Azure`);
  });

  test('fails without showing the token when there is no answer', async () => {
    const azure = resourceManager('https://management.example', {
      token: () => Promise.resolve('secret-token'),
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') })),
      clock: { now: () => 0, sleep: () => Promise.resolve() },
    });

    const failure = azure.get(PATH);

    await expect(failure).rejects.toThrow(/^Azure: GET .* answered nothing: getaddrinfo ENOTFOUND – check the network/);
    await expect(failure).rejects.not.toThrow('secret-token');
  });
});
