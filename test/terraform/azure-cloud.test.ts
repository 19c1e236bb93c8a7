import { X509Certificate } from 'node:crypto';

import { loadConfig } from '../../fleet/load-config';
import { connect } from '../../microsoft/connection';
import { readSettings } from '../../microsoft/settings';
import { environmentDomain } from '../../programs/sync/found-tenant';
import { AccessTokens } from '../support/access-tokens';
import { DEFAULT_DOMAIN } from '../support/azure-cloud/azure-cloud';
import { configFolder } from '../support/config-folder';
import { CLIENT_SECRET } from '../support/graph/authority';
import { type GraphServer, startGraph } from '../support/graph/graph-server';
import { testCertificate } from '../support/test-certificate';
import { trust } from '../support/trust';

const SUBSCRIPTION = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4';
const GROUP = `${SUBSCRIPTION}/resourceGroups/acme-scim/providers`;
const VAULT = `${GROUP}/Microsoft.KeyVault/vaults/acme-scim-kv`;
const ENVIRONMENT = `${GROUP}/Microsoft.App/managedEnvironments/acme-scim-apps`;
const SECRET = 'secrets/scim-token-contoso-1';

const certificate = testCertificate();
let graph: GraphServer;
let trusted: Disposable;

beforeAll(async () => {
  trusted = trust(certificate.cert);
  graph = await startGraph(undefined, { tls: certificate });
  graph.azure.secrets.set('scim-token-contoso-1', 'hunter2');
});

afterAll(async () => {
  await graph[Symbol.asyncDispose]();
  trusted[Symbol.dispose]();
});

async function get(url: string, token?: string) {
  const answer = await fetch(url, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

/** Requests a token as the provider does, with the audience from the cloud's metadata. */
async function signIn(audience: string, directoryId = graph.azure.platform.hostTenantId) {
  const answer = await fetch(`${graph.url}/${directoryId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: '11111111-2222-3333-4444-555555555555',
      client_secret: CLIENT_SECRET,
      scope: `${audience}/.default`,
    }),
  });
  return (await answer.json()) as { access_token: string; error_description?: string };
}

const manage = (path: string, version: string, token?: string) =>
  get(`${graph.azure.cloud.resourceManager}${path}?api-version=${version}`, token);
const manager = async () => (await signIn(graph.azure.cloud.resourceManager)).access_token;
const reader = async () => (await signIn(new URL(graph.azure.vaultUrl).origin)).access_token;

describe('the stand-in for Azure answers what the azurerm provider asks', () => {
  test('in the way that the provider spells it, with two slashes', async () => {
    const { body } = await get(`${graph.url.replace(/\/$/, '')}//metadata/endpoints?api-version=2022-09-01`);

    expect(body.name).toBe('StandIn');
  });

  test('as one identity at each sign-in, and as another in another directory', () => {
    const tokens = new AccessTokens();
    const oid = (directoryId: string) =>
      JSON.parse(
        Buffer.from(
          tokens.issue({ audience: 'https://a', directoryId }, 'c').split('.')[1] ?? '',
          'base64url',
        ).toString(),
      ).oid;

    expect(oid('one')).toBe(oid('one'));
    expect(oid('one')).not.toBe(oid('another'));
  });

  test('with a certificate of its own, so that two in one process are not mistaken for each other', () => {
    const [a, b] = [testCertificate(), testCertificate()].map(({ cert }) => new X509Certificate(cert));

    expect(a?.serialNumber).not.toBe(b?.serialNumber);
    expect(a?.subject).not.toBe(b?.subject);
  });

  test('when it is configured: the metadata, who it is, and what is registered', async () => {
    const { body: metadata } = await get(`${graph.url}/metadata/endpoints?api-version=2022-09-01`);
    const { access_token: identity } = await signIn(metadata.microsoftGraphResourceId);
    const { access_token: token } = await signIn(metadata.resourceManager);

    const { status, body } = await manage(`${SUBSCRIPTION}/providers`, '2022-09-01', token);

    expect(metadata.authentication).toMatchObject({
      loginEndpoint: graph.url,
      tenant: 'common',
      identityProvider: 'AAD',
    });
    const claims = JSON.parse(Buffer.from(identity.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ oid: expect.any(String), tid: graph.azure.platform.hostTenantId });
    expect(status).toBe(200);
    expect(body.value).toContainEqual({ namespace: 'Microsoft.KeyVault', registrationState: 'Registered' });
  });

  test('of the vault, and then of the secret, first without a token and then with one for vaults', async () => {
    const { body: metadata } = await get(`${graph.url}/metadata/endpoints?api-version=2022-09-01`);
    const { body: vault } = await manage(VAULT, '2023-02-01', await manager());
    const url = `${vault.properties.vaultUri}${SECRET}/?api-version=7.4`; // the provider leaves the version empty
    const challenge = await get(url);
    const { access_token: token } = await signIn(`https://${metadata.suffixes.keyVaultDns}`);

    const { status, body } = await get(url, token);

    expect(vault).toMatchObject({
      id: VAULT,
      properties: { sku: { name: 'standard' }, tenantId: graph.azure.platform.hostTenantId },
    });
    expect(challenge.status).toBe(401);
    expect(challenge.headers.get('www-authenticate')).toBe(
      `Bearer authorization="${graph.url}/${graph.azure.platform.hostTenantId}", ` +
        `resource="https://${metadata.suffixes.keyVaultDns}"`,
    );
    expect(status).toBe(200);
    expect(body.value).toBe('hunter2');
    // The provider refuses an answer whose id has no version.
    expect(new URL(body.id).pathname).toMatch(/^\/secrets\/scim-token-contoso-1\/[0-9a-f]{32}$/);
  });

  test('of the environment, and of the workspace that it logs to', async () => {
    const token = await manager();
    const { body } = await manage(ENVIRONMENT, '2025-01-01', token);
    const { body: workspaces } = await manage(
      `${SUBSCRIPTION}/providers/Microsoft.OperationalInsights/workspaces`,
      '2020-08-01',
      token,
    );

    const { properties } = body;
    expect(properties.defaultDomain).toBe(DEFAULT_DOMAIN);
    expect(properties.customDomainConfiguration.customDomainVerificationId).toMatch(/^[0-9A-F]{64}$/);
    expect(workspaces.value).toMatchObject([
      {
        name: 'acme-scim-logs',
        properties: { customerId: properties.appLogsConfiguration.logAnalyticsConfiguration.customerId },
      },
    ]);
  });

  test('the same again when it looks again, and another version when the value is another', async () => {
    const url = `${graph.azure.vaultUrl}${SECRET}?api-version=7.4`;
    const ask = async () => (await get(url, await reader())).body.id as string;
    const [first, second] = [await ask(), await ask()];

    graph.azure.secrets.set('scim-token-contoso-1', 'hunter3');
    const third = await ask();
    graph.azure.secrets.set('scim-token-contoso-1', 'hunter2');

    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});

describe('the stand-in for Azure answers our own programs', () => {
  test('which find it by its metadata, sign in, and read a secret and the domain', async () => {
    using folder = configFolder({});
    const { platform } = loadConfig(folder.path);
    const connection = await connect(
      readSettings({
        ARM_METADATA_HOSTNAME: new URL(graph.url).host,
        ARM_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
        ARM_CLIENT_SECRET: CLIENT_SECRET,
      }),
    );

    await expect(connection.readSecret(`${graph.azure.vaultUrl}${SECRET}`)).resolves.toBe('hunter2');
    await expect(environmentDomain(platform, connection)).resolves.toBe(DEFAULT_DOMAIN);
    await expect(connection.readSecret(`${graph.azure.vaultUrl}secrets/none`)).rejects.toThrow('answered 404');
  });
});

describe('the stand-in for Azure refuses what Azure refuses', () => {
  const other = (path: string, from: string, to: string) => path.replace(from, to);

  test.each([
    ['a vault that is not there', other(VAULT, 'acme-scim-kv', 'other-kv'), '2023-02-01', 404, 'ResourceNotFound'],
    [
      'a group that is not there',
      other(VAULT, 'Groups/acme-scim/', 'Groups/x/'),
      '2023-02-01',
      404,
      'ResourceGroupNotFound',
    ],
    ['another subscription', other(VAULT, '5f1d7c1e', '00000000'), '2023-02-01', 404, 'SubscriptionNotFound'],
    ['a version that the vaults never had', VAULT, '2031-01-01', 400, 'NoRegisteredProviderFound'],
    ['a version that only vaults have', ENVIRONMENT, '2023-02-01', 400, 'NoRegisteredProviderFound'],
  ])('%s', async (_what, path, version, status, code) => {
    const answer = await manage(path, version, await manager());

    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  test('a request that names no version', async () => {
    const answer = await get(`${graph.azure.cloud.resourceManager}${VAULT}`, await manager());

    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'MissingApiVersionParameter' } } });
  });

  test('a token for another API, from another issuer, an invented one, or none', async () => {
    const { id: directory } = graph.directory;
    const { resourceManager } = graph.azure.cloud;
    const ask = async (token?: string) => (await manage(VAULT, '2023-02-01', token)).body.error.code as string;

    expect([
      await ask(await reader()),
      await ask((await signIn(resourceManager, directory)).access_token),
      await ask('made.up.token'),
      await ask(),
    ]).toEqual([
      'InvalidAuthenticationTokenAudience',
      'InvalidAuthenticationTokenTenant',
      'InvalidAuthenticationToken',
      'AuthenticationFailed',
    ]);
  });

  test.each([
    ['a secret that is not there', 'secrets/none?api-version=7.4', 404, 'SecretNotFound'],
    ['a version of it that is not there', `${SECRET}/${'0'.repeat(32)}?api-version=7.4`, 404, 'SecretNotFound'],
    ['a version that the vault has not', `${SECRET}?api-version=2023-02-01`, 400, 'BadParameter'],
    ['no version', SECRET, 400, 'BadParameter'],
  ])('in the vault %s', async (_what, path, status, code) => {
    const answer = await get(`${graph.azure.vaultUrl}${path}`, await reader());

    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  test('in the vault a token for Azure Resource Manager, or of a directory that it is not in', async () => {
    const url = `${graph.azure.vaultUrl}${SECRET}?api-version=7.4`;
    const { access_token: foreign } = await signIn(new URL(graph.azure.vaultUrl).origin, graph.directory.id);

    const [audience, issuer] = [await get(url, await manager()), await get(url, foreign)];

    expect([audience.status, issuer.status]).toEqual([401, 401]);
    expect(audience.body.error.message).toContain('AKV10022: Invalid audience.');
    expect(issuer.body.error.message).toContain('AKV10032: Invalid issuer.');
  });

  test('in Graph a token for Azure Resource Manager, and one from the directory that hosts the platform', async () => {
    const url = `${graph.url}/v1.0/groups`;
    const { access_token: host } = await signIn(graph.url);
    const { access_token: good } = await signIn(graph.url, graph.directory.id);
    const { access_token: other } = await signIn(graph.azure.cloud.resourceManager, graph.directory.id);

    expect([(await get(url, other)).status, (await get(url, host)).status, (await get(url, good)).status]).toEqual([
      401, 401, 200,
    ]);
  });

  test('to issue a token for an unknown API', async () => {
    expect((await signIn('https://vault.azure.net')).error_description).toMatch(/^AADSTS500011: /);
  });

  test('a type that it does not play, and reports it', async () => {
    const answer = await manage(`${GROUP}/Microsoft.Compute/disks/d`, '2024-03-02', await manager());

    expect(answer.status).toBe(404);
    expect(graph.unknown).toEqual([`GET ${GROUP}/Microsoft.Compute/disks/d`]);
  });
});
