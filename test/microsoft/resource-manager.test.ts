import { ResourceManager } from '../../microsoft/resource-manager';
import { ContainerApps } from '../support/container-apps';

const PATH = '/subscriptions/sub/resourceGroups/acme-scim/providers/Microsoft.App/containerApps/acme-scim';

const withApp = () => new ContainerApps().put('containerApps/acme-scim', { name: 'acme-scim' });

describe('Azure Resource Manager', () => {
  test('is asked again after the time that it names when it is busy', async () => {
    const azure = withApp().answerNext({ status: 429, retryAfter: '17' }, { status: 503, retryAfter: '3' });

    await expect(azure.client.send('GET', PATH)).resolves.toEqual({ name: 'acme-scim' });
    expect(azure.waited).toBe(20);
  });

  test('is asked again, more and more slowly, while another change is under way', async () => {
    const azure = withApp().answerNext({ status: 409 }, { status: 409 }, { status: 409 });

    await azure.client.send('GET', PATH);

    expect(azure.waited).toBe(2 + 4 + 8);
  });

  test('fails when it stays busy', async () => {
    const busy = { status: 429, body: { error: { code: 'TooManyRequests', message: 'slow down' } } };
    const azure = withApp().answerNext(...Array<typeof busy>(6).fill(busy));

    await expect(azure.client.send('GET', PATH)).rejects.toThrow('was answered 429 TooManyRequests: slow down');
    expect(azure.requests).toHaveLength(6);
  });

  test.each([
    [401, 'sign in again'],
    [403, "grant the identity that deploys 'Contributor'"],
    [404, 'deploy the platform first'],
  ])('fails at once on %s, with the remedy', async (status, remedy) => {
    const azure = withApp().answerNext({ status });

    await expect(azure.client.send('GET', PATH)).rejects.toThrow(remedy);
    expect(azure.requests).toHaveLength(1);
  });

  test('fails without showing the token when nobody answers', async () => {
    const azure = new ResourceManager({
      endpoint: 'https://management.example',
      token: () => Promise.resolve('secret-token'),
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') })),
      sleep: () => Promise.resolve(),
    });

    const failure = azure.send('GET', PATH);

    await expect(failure).rejects.toThrow(/was not answered by https:\/\/management\.example: getaddrinfo ENOTFOUND$/);
    await expect(failure).rejects.not.toThrow('secret-token');
  });
});
