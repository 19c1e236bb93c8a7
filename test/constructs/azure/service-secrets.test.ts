import { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Password } from '@cdktf/provider-random/lib/password';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import type { Construct } from 'constructs';

import { ServiceSecrets, type ServiceSecretsProps } from '../../../constructs/azure/service-secrets';
import { identity, service, tokenVault } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const [HOOK, HEADER] = ['scim-webhook-contoso--product-2', 'scim-authorization-siem-1'];
const RECEIVER = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';

const app = (props: Partial<ServiceSecretsProps> = {}) =>
  synth((scope) => {
    const vault = tokenVault(scope, { generations: new Map() });
    const secrets = new ServiceSecrets(scope, 'Secrets', {
      vault,
      runtime: identity(scope, 'reading'),
      made: [{ name: HOOK, contentType: 'Secret that signs webhooks', identities: [RECEIVER] }],
      given: [HEADER],
      ...props,
    });
    service(scope, { secrets });
  });

describe('ServiceSecrets', () => {
  test('are made without a value in what is synthesized, planned or kept in the state', () => {
    const stack = app();

    expect(stack.all(KeyVaultSecret)).toEqual({
      [HOOK]: expect.objectContaining({
        name: HOOK,
        content_type: 'Secret that signs webhooks',
        value_wo: `\${ephemeral.random_password.${HOOK}.result}`,
        value_wo_version: 1,
      }),
    });
    expect(stack.all(Password)).toEqual({}); // whose result the state keeps
    expect(JSON.parse(stack.text)).toMatchObject({
      ephemeral: { random_password: { [HOOK]: { length: 48, special: false } } },
    });
    expect(schemaComplaints(stack.json)).toEqual([]);
  });

  test('are files of their names for the service, which refers to them by address alone', () => {
    const { secret, template } = app().only(ContainerApp) as { secret: any[]; template: any };

    const runtime = '${azurerm_user_assigned_identity.reading.id}';
    expect(secret.slice(1)).toEqual([
      { name: HOOK, key_vault_secret_id: `\${azurerm_key_vault_secret.${HOOK}.versionless_id}`, identity: runtime },
      {
        name: HEADER,
        key_vault_secret_id: expect.stringMatching(
          /^\$\{azurerm_key_vault\.\w+\.vault_uri\}secrets\/scim-authorization-siem-1$/,
        ),
        identity: runtime,
      },
    ]);
    const [{ env, volume_mounts: mounts }] = template.container;
    expect(env).toContainEqual({ name: 'SECRETS_FOLDER', value: mounts[0].path });
  });

  test('can be read by the service and by those who are named, each secret by itself', () => {
    const grants = Object.values(app().all(RoleAssignment)).filter(
      ({ role_definition_name: role }) => role === 'Key Vault Secrets User',
    );

    const made = `\${azurerm_key_vault_secret.${HOOK}.resource_versionless_id}`;
    const service = '${azurerm_user_assigned_identity.reading.principal_id}';
    expect(grants.map(({ scope, principal_id: id }) => [String(scope).replace(/_[0-9A-F]{8}\./, '.'), id])).toEqual([
      ['${azurerm_key_vault.Tokens_Vault.id}/secrets/scim-authorization-siem-1', service],
      [made, RECEIVER],
      [made, service],
    ]);
  });

  test('are there, and may be read, before the service is deployed, and go only after it has let go of them', () => {
    const stack = app();

    const [sleep] = Object.entries(stack.all(Sleep)).find(([name]) => name.startsWith('Secrets')) ?? [''];
    expect(stack.only(ContainerApp)['depends_on']).toContain(`time_sleep.${sleep}`);
    const { create_duration: wait, triggers } = stack.all(Sleep)[sleep] as Record<string, any>;
    expect([wait, triggers.assignments.split(',')]).toEqual(['90s', [expect.any(String), expect.any(String)]]);
    expect(stack.all(KeyVaultSecret)[HOOK]).toMatchObject({ lifecycle: { create_before_destroy: true } });
  });

  test('seal sessions through an environment variable that refers to the secret by name', () => {
    const secrets = (scope: Construct) =>
      new ServiceSecrets(scope, 'Secrets', {
        vault: tokenVault(scope, { generations: new Map() }),
        runtime: identity(scope, 'reading'),
        made: [{ name: 'scim-session', contentType: 'Secret that seals sessions' }],
      });
    const sealed = (sessionSecret: string) =>
      synth((scope) => {
        service(scope, { secrets: secrets(scope), sessionSecret });
      });

    const { template } = sealed('scim-session').only(ContainerApp) as { template: any };

    expect(template.container[0].env).toContainEqual({ name: 'SESSION_SECRET', secret_name: 'scim-session' });
    expect(() => sealed('session')).toThrow("'sessionSecret' must be the name of one of the 'secrets'; got 'session'");
  });

  test('fail with a name twice', () => {
    expect(() => app({ given: [HOOK] })).toThrow(
      `'made' and 'given' must name each secret once; '${HOOK}' is there twice`,
    );
  });
});
