import { NON_GALLERY_TEMPLATE } from '../support/graph/directory';
import { runStep } from '../support/run-step';

import { COMPANION } from './companion-tenant';
import { setUpStage, type Stage } from './stage';
import { synthesizedStack } from './synthesized-stack';

const [MADE, ROTATED, BY_STEP, ROTATED_BY_STEP] = COMPANION;

/** Results of the stack's Azure data sources, by address. */
async function dataOf(stage: Stage): Promise<Record<string, any>> {
  const { data = {}, provider } = synthesizedStack(stage);
  const { subscription_id: subscription, metadata_host: host, tenant_id: directory } = provider['azurerm']?.[0];
  const cloud: any = await (await fetch(`https://${host}/metadata/endpoints?api-version=2022-09-01`)).json();
  const get = async (url: string, audience: string) => {
    const body = new URLSearchParams({
      client_id: stage.environment()['ARM_CLIENT_ID'] ?? '',
      client_secret: stage.environment()['ARM_CLIENT_SECRET'] ?? '',
      scope: `${audience}/.default`,
    });
    const signIn = `${cloud.authentication.loginEndpoint}/${directory}/oauth2/v2.0/token`;
    const { access_token: token }: any = await (await fetch(signIn, { method: 'POST', body })).json();
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    expect({ url, status: answer.status }).toEqual({ url, status: 200 });
    return answer.json();
  };
  const manage = ({ name, resource_group_name: group }: any, type: string, version: string) =>
    get(
      `${cloud.resourceManager}/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}` +
        `?api-version=${version}`,
      cloud.resourceManager,
    );

  const vault = await manage(data['azurerm_key_vault']?.['Vault'], 'Microsoft.KeyVault/vaults', '2023-02-01');
  const environment = await manage(
    data['azurerm_container_app_environment']?.['Environment'],
    'Microsoft.App/managedEnvironments',
    '2025-01-01',
  );
  const secret = data['azurerm_key_vault_secret']?.['Token'];
  const { vaultUri } = vault.properties;
  const read =
    secret &&
    (await get(`${vaultUri}secrets/${secret.name}/?api-version=7.4`, `https://${cloud.suffixes.keyVaultDns}`));
  return {
    'data.azurerm_key_vault.Vault.vault_uri': vaultUri,
    'data.azurerm_container_app_environment.Environment.default_domain': environment.properties.defaultDomain,
    ...(read ? { 'data.azurerm_key_vault_secret.Token.value': read.value } : {}),
  };
}

/** A value in the stack, with references replaced by the results of data sources. */
function resolved<T>(value: T, found: Readonly<Record<string, any>>): T {
  const text = JSON.stringify(value).replace(/\$\{(data\.[^}()]+)\}/g, (_all, address: string) => found[address]);
  return JSON.parse(text) as T;
}

describe('the stage of a companion tenant', () => {
  test('has in Azure what the stack looks up there: vault, environment and the token of each generation', async () => {
    await using stage = await setUpStage({ env: process.env });

    for (const { file, newToken } of [MADE, ROTATED, BY_STEP]) {
      stage.synthesize(file);
      if (newToken) stage.rotateToken();
      const found = await dataOf(stage);
      const { input } = synthesizedStack(stage).resource?.['terraform_data']?.['sync'];
      const { tenantUrl, tokenSecret } = resolved(input, found);

      expect(tenantUrl).toBe(stage.companionUrl);
      const stored = file.companion?.credentials === 'vault';
      expect(found['data.azurerm_key_vault_secret.Token.value']).toBe(stored ? undefined : stage.tokens.at(-1));
      expect(tokenSecret).toBe(stored ? `${stage.graph.azure.vaultUrl}secrets/scim-token-harbor-2` : null);
    }
    expect(stage.graph.unknown).toEqual([]);
  });

  test('lets the sync step read its token in the vault, and Entra present it to the service', async () => {
    await using stage = await setUpStage({ env: process.env });
    stage.rotateToken();
    stage.rotateToken();
    stage.synthesize(ROTATED_BY_STEP.file);
    const { servicePrincipal } = stage.graph.directory.instantiate(NON_GALLERY_TEMPLATE, 'Harbor');
    const principal = stage.graph.directory.servicePrincipals.get(servicePrincipal['id']);
    const job = principal?.provisioning.createJob('scim');
    const { input, provisioner } = synthesizedStack(stage).resource?.['terraform_data']?.['sync'];
    const step = provisioner[0]['local-exec'];
    const settings = { ...input, servicePrincipalId: principal?.id, jobId: job?.id };

    const output = await runStep(step.command, step.working_dir.replace('${path.root}', stage.stack), {
      ...stage.environment(),
      ...step.environment,
      SYNC_SETTINGS: JSON.stringify(resolved(settings, await dataOf(stage))),
    });

    expect(output).toMatch(/credentials +stored from Key Vault.*connection +tested.*job +started/s);
    expect(principal?.provisioning.secrets.get('SecretToken')).toBe(stage.tokens[2]);
    expect(stage.endpoint.seen).toEqual({ refused: 0, accepted: 1 });
    for (const token of stage.tokens) expect(output).not.toContain(token);
  });
});

describe('flaws of a companion tenant', () => {
  test('are an old token in Entra, or any token in the state', async () => {
    await using stage = await setUpStage({ env: process.env });
    const { servicePrincipal } = stage.graph.directory.instantiate(NON_GALLERY_TEMPLATE, 'Harbor');
    const provisioning = stage.graph.directory.servicePrincipals.get(servicePrincipal['id'])?.provisioning;
    const store = () => provisioning?.saveSecrets([{ key: 'SecretToken', value: stage.tokens.at(-1) ?? '' }]);
    const flaws = (state: string) => BY_STEP.flaws({ ...stage, readState: () => state }, []);
    store();
    const [old = ''] = stage.tokens;
    stage.rotateToken();

    expect(flaws('{}')).toEqual(['Entra holds another token than the newest']);

    store();

    expect(flaws('{}')).toEqual([]);
    expect(flaws(`{ "value": "${old}" }`)).toEqual(['the state holds a token']);
  });
});
