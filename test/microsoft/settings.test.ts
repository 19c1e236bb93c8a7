import { readSettings } from '../../microsoft/settings';

const CLIENT = { ARM_CLIENT_ID: '11111111-2222-3333-4444-555555555555' };
const clientId = { text: CLIENT.ARM_CLIENT_ID };

describe('readSettings', () => {
  test.each([
    ['the Azure CLI when nothing is set', {}, { kind: 'cli' }],
    [
      'a client secret',
      { ...CLIENT, ARM_CLIENT_SECRET: 'hunter2' },
      { kind: 'secret', clientId, clientSecret: { text: 'hunter2' } },
    ],
    [
      'a certificate rather than a secret',
      { ...CLIENT, ARM_CLIENT_SECRET: 'hunter2', ARM_CLIENT_CERTIFICATE_PATH: 'a.pfx' },
      { kind: 'certificate', clientId, pfx: { file: 'a.pfx' }, password: '' },
    ],
    [
      'a token of another issuer',
      { ...CLIENT, ARM_USE_OIDC: 'true', ARM_OIDC_TOKEN_FILE_PATH: '/var/token' },
      { kind: 'federated', clientId, assertion: { file: '/var/token' } },
    ],
    [
      "GitHub's token",
      {
        ...CLIENT,
        ARM_USE_OIDC: 'true',
        ACTIONS_ID_TOKEN_REQUEST_URL: 'https://actions.example',
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'r',
      },
      { kind: 'federated', clientId, assertion: { requestUrl: 'https://actions.example', requestToken: 'r' } },
    ],
    [
      "Azure DevOps' token",
      {
        ...CLIENT,
        ARM_USE_OIDC: 'true',
        SYSTEM_OIDCREQUESTURI: 'https://devops.example',
        SYSTEM_ACCESSTOKEN: 'r',
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: 'c0ffee',
      },
      {
        kind: 'federated',
        clientId,
        assertion: { requestUrl: 'https://devops.example', requestToken: 'r', serviceConnection: 'c0ffee' },
      },
    ],
    ['a managed identity', { ...CLIENT, ARM_USE_MSI: 'true' }, { kind: 'managed', clientId }],
  ])("signs in with %s, from the provider's own variables", (_means, env, identity) => {
    expect(readSettings(env).identity).toEqual(identity);
  });

  test("accepts the provider's names of clouds, and addresses that replace theirs", () => {
    const settings = readSettings({
      ARM_ENVIRONMENT: 'china',
      GRAPH_ENDPOINT: 'http://localhost:8443/',
      VAULT_SUFFIX: 'v',
    });

    expect(settings.cloud).toEqual({ name: 'china' });
    expect(settings.overrides).toEqual({ graph: 'http://localhost:8443', vaultSuffix: 'v' });
  });

  test('fails with every wrong variable, and never with a secret', () => {
    const env = { ARM_CLIENT_SECRET: 'hunter2', ARM_ENVIRONMENT: 'moon', GRAPH_ENDPOINT: 'http://graph.example' };

    expect(() => readSettings(env)).toThrow(
      /ARM_CLIENT_ID is missing.*\n.*ARM_ENVIRONMENT must be one of .*'moon'.*\n.*GRAPH_ENDPOINT must be an https URL/,
    );
    expect(() => readSettings(env)).not.toThrow('hunter2');
  });

  test('fails on Azure DevOps without a service connection', () => {
    const offered = { SYSTEM_OIDCREQUESTURI: 'https://devops.example', SYSTEM_ACCESSTOKEN: 'r' };

    expect(() => readSettings({ ...CLIENT, ARM_USE_OIDC: 'true', ...offered })).toThrow(
      'ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is missing',
    );
  });

  test('fails when OIDC is asked for where no token is offered', () => {
    expect(() => readSettings({ ...CLIENT, ARM_USE_OIDC: 'true' })).toThrow("the permission 'id-token: write'");
  });
});
