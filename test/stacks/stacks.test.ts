import { readFileSync } from 'node:fs';

import { Application } from '@cdktf/provider-azuread/lib/application';
import { SynchronizationSecret } from '@cdktf/provider-azuread/lib/synchronization-secret';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { Password } from '@cdktf/provider-random/lib/password';
import { Testing } from 'cdktf';

import { loadConfig } from '../../fleet/load-config';
import { PlatformStack } from '../../stacks/platform-stack';
import { TenantStack } from '../../stacks/tenant-stack';
import { configFolder, CONTOSO } from '../support/config-folder';
import { schemaComplaints } from '../support/provider-schemas';
import { synthStack, type Synthesized } from '../support/synth';

const config = loadConfig('config');

function tenantStack(slug: string): Synthesized {
  const tenant = config.tenants.find((candidate) => candidate.slug === slug);
  if (!tenant) throw new Error(`no tenant '${slug}' in the example configuration`);
  return synthStack(new TenantStack(Testing.app(), `tenant-${slug}`, config.platform, tenant));
}

function credential(stack: Synthesized, key: string): string | undefined {
  const credentials = stack.only(SynchronizationSecret)['credential'] as { key: string; value: string }[];
  return credentials.find((candidate) => candidate.key === key)?.value;
}

describe('the stack of a companion tenant', () => {
  test("provisions into the platform's service with the token of the current generation", () => {
    const stack = tenantStack('contoso');

    expect(credential(stack, 'BaseAddress')).toBe(
      'https://acme-scim.${data.azurerm_container_app_environment.Environment.default_domain}/scim/v2?aadOptscim062020',
    );
    expect(credential(stack, 'SecretToken')).toBe('${data.azurerm_key_vault_secret.Token.value}');
    expect(stack.json.data?.['azurerm_key_vault_secret']?.['Token']?.['name']).toBe('scim-token-contoso-2');
  });

  test("reads nothing from the platform's state, which contains the tokens of all tenants", () => {
    expect(tenantStack('contoso').json.data).not.toHaveProperty('terraform_remote_state');
  });

  test('shows the tenant URL to reviewers, since the provider hides it', () => {
    const { value, sensitive } = tenantStack('contoso').json.output?.['tenant_url'] ?? {};

    expect(value).toBe(credential(tenantStack('contoso'), 'BaseAddress'));
    expect(sensitive).toBeUndefined();
  });

  test('is protected from deletion, unless its file says otherwise', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}deletionProtection: false\n` });
    const { platform, tenants } = loadConfig(folder.path);
    const [open] = tenants;
    if (!open) throw new Error('the folder has no tenant');

    expect(tenantStack('contoso').only(Application)['lifecycle']).toMatchObject({ prevent_destroy: true });
    expect(
      synthStack(new TenantStack(Testing.app(), 'tenant-contoso', platform, open)).only(Application)['lifecycle'],
    ).toMatchObject({ prevent_destroy: false });
  });

  test('looks names up under their file and line', () => {
    const lines = readFileSync('config/tenants/contoso.yaml', 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes('Data Analysts')) + 1;

    expect(tenantStack('contoso').json.data?.['azuread_group']?.['group-data-analysts']?.['for_each']).toBe(
      `\${toset(["config/tenants/contoso.yaml:${line}"])}`,
    );
  });

  test('works in the directory that its file names', () => {
    expect(tenantStack('contoso').json.provider?.['azuread']).toEqual([
      { tenant_id: '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90' },
    ]);
  });
});

describe('a tenant whose credentials come from Key Vault', () => {
  const [contoso] = config.tenants;
  if (!contoso) throw new Error('no tenant in the example configuration');
  const provisioning = { ...contoso.provisioning, credentials: 'vault', accidentalDeletionThreshold: 500 } as const;
  const stack = synthStack(
    new TenantStack(Testing.app(), 'tenant-contoso', config.platform, { ...contoso, provisioning }),
  );

  test('keeps the token out of its state: it is neither read nor stored by Terraform', () => {
    expect(stack.json.data).not.toHaveProperty('azurerm_key_vault_secret');
    expect(stack.json.resource).not.toHaveProperty('azuread_synchronization_secret');
  });

  test('tells the sync step where the token is, and what else to store', () => {
    expect(stack.json.resource?.['terraform_data']?.['sync']?.['input']).toMatchObject({
      credentials: 'vault',
      tokenSecret: '${data.azurerm_key_vault.Vault.vault_uri}secrets/scim-token-contoso-2',
      tokenGeneration: 2,
      accidentalDeletionThreshold: 500,
    });
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(stack.json)).toEqual([]);
  });
});

describe('the order of a tenant stack', () => {
  const stack = tenantStack('contoso');

  /** Everything that a resource depends on, however indirectly. */
  function before(address: string): Set<string> {
    const [type = '', name = ''] = address.split('.');
    const block = stack.json.resource?.[type]?.[name];
    const found = new Set<string>();
    for (const [, other = ''] of JSON.stringify(block ?? {}).matchAll(/\b((?:azuread|time|terraform)_\w+\.[\w-]+)/g)) {
      const known = stack.json.resource?.[other.split('.')[0] ?? '']?.[other.split('.')[1] ?? ''];
      if (!known || other === address) continue;
      found.add(other);
      for (const further of before(other)) found.add(further);
    }
    return found;
  }

  test('is roles, assignments and credentials, then the job, then the step that tests, maps and starts', () => {
    const job = before('azuread_synchronization_job.job');
    const step = before('terraform_data.sync');

    expect(job).toContain('azuread_application.app');
    expect(job).toContain('azuread_synchronization_secret.credentials');
    expect(job).toContain('azuread_app_role_assignment.group-data-analysts');
    expect(job).not.toContain('terraform_data.sync');
    expect(step).toContain('azuread_synchronization_job.job');
    expect(before('azuread_app_role_assignment.group-data-analysts')).toContain('azuread_application.app');
  });
});

describe('the stack of an external tenant', () => {
  test('takes URL and token from its file and a sensitive variable', () => {
    const stack = tenantStack('fabrikam');

    expect(credential(stack, 'BaseAddress')).toBe('https://api.fivetran.com/scim/v2');
    expect(credential(stack, 'SecretToken')).toBe('${var.fabrikam_scim_token}');
    expect(stack.json.variable?.['fabrikam_scim_token']).toMatchObject({ sensitive: true });
  });

  test('leaves the validation of its token to the plan, since Terraform prints an invalid variable', () => {
    const { validation, nullable } = tenantStack('fabrikam').json.variable?.['fabrikam_scim_token'] ?? {};

    expect([validation, nullable]).toEqual([undefined, false]);
    expect(JSON.stringify(tenantStack('fabrikam').only(SynchronizationSecret)['lifecycle'])).toContain(
      'var.fabrikam_scim_token',
    );
  });

  test('needs nothing in Azure', () => {
    const stack = tenantStack('fabrikam');

    expect(stack.all(AzurermProvider)).toEqual({});
    expect(stack.json.provider).not.toHaveProperty('azurerm');
    expect(stack.only(Application)['display_name']).toBe('Fabrikam data pipelines');
  });
});

describe('the platform stack', () => {
  const platform = synthStack(new PlatformStack(Testing.app(), 'platform', config));

  test('keeps a token for every accepted generation, for companion tenants only', () => {
    expect(Object.keys(platform.all(Password))).toEqual(['scim-token-contoso-1', 'scim-token-contoso-2']);
  });

  test('writes only what the providers know, as the tenant stacks do', () => {
    const stacks = [platform, ...config.tenants.map(({ slug }) => tenantStack(slug))];

    expect(stacks.flatMap(({ json }) => schemaComplaints(json))).toEqual([]);
  });
});
