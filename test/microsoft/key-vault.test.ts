import { readSecret } from '../../microsoft/key-vault';
import { ACCESS_TOKEN } from '../support/access-tokens';
import { TestClock } from '../support/graph/graph-client';
import { startGraph } from '../support/graph/graph-server';

const tokens = () => Promise.resolve(ACCESS_TOKEN);

describe('readSecret', () => {
  test('signs in to the directory that the vault names, for the vault', async () => {
    await using graph = await startGraph();
    graph.azure.secrets.set('scim-token-contoso-1', 'hunter2');
    const asked = jest.fn(tokens);

    await expect(readSecret(`${graph.azure.vaultUrl}secrets/scim-token-contoso-1`, asked)).resolves.toBe('hunter2');

    expect(asked).toHaveBeenCalledWith(graph.azure.platform.hostTenantId, `${graph.azure.vaultUrl}.default`);
  });

  test('asks again after the time that a throttled vault names', async () => {
    await using graph = await startGraph();
    graph.azure.secrets.set('scim-token-contoso-1', 'hunter2');
    const clock = new TestClock();
    const busy = [new Response('{}', { status: 429, headers: { 'Retry-After': '17' } })];
    const send: typeof fetch = (...request) => Promise.resolve(busy.pop() ?? fetch(...request));

    const secret = readSecret(`${graph.azure.vaultUrl}secrets/scim-token-contoso-1`, tokens, { fetch: send, clock });

    await expect(secret).resolves.toBe('hunter2');
    expect(clock.sleeps).toEqual([17_000]);
  });

  test('fails with the name of a missing secret, and what to do', async () => {
    await using graph = await startGraph();

    await expect(readSecret(`${graph.azure.vaultUrl}secrets/scim-token-contoso-9`, tokens)).rejects.toThrow(
      /GET http.*scim-token-contoso-9 answered 404 \(SecretNotFound\): .* – deploy the platform first/,
    );
  });

  test('fails with the role that is missing', async () => {
    const send = jest.fn<Promise<Response>, Parameters<typeof fetch>>((_url, init) => {
      const known = Object.keys(init?.headers ?? {}).length > 0;
      const headers = {
        'WWW-Authenticate': 'Bearer authorization="https://login.example/d1", resource="https://vault.example"',
      };
      return Promise.resolve(
        new Response('{"error":{"message":"Forbidden by RBAC"}}', { status: known ? 403 : 401, headers }),
      );
    });

    await expect(readSecret('https://acme.vault.example/secrets/s', tokens, { fetch: send })).rejects.toThrow(
      "answered 403: Forbidden by RBAC – grant the identity that signs in 'Key Vault Secrets User'",
    );
  });

  test('fails, and requests no token, when the vault asks for a token of another domain', async () => {
    const headers = {
      'WWW-Authenticate': 'Bearer authorization="https://login.example/d1", resource="https://graph.example"',
    };
    const asked = jest.fn(tokens);
    const send = () => Promise.resolve(new Response('', { status: 401, headers }));

    await expect(readSecret('https://acme.vault.example/secrets/s', asked, { fetch: send })).rejects.toThrow(
      'asks for a token for graph.example',
    );
    expect(asked).not.toHaveBeenCalled();
  });
});
