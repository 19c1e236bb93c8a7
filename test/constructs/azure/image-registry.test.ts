import { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { ContainerAppJob } from '@cdktf/provider-azurerm/lib/container-app-job';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';

import type { ImageRegistryProps } from '../../../constructs/azure/image-registry';
import { IMAGE, service, tokenVault } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const azureRegistryId =
  '/subscriptions/s/resourceGroups/shared/providers/Microsoft.ContainerRegistry/registries/acmeimages';
const image = IMAGE.replace('ghcr.io/acme', 'acmeimages.azurecr.io');

const withAccess = (access: (scope: Construct) => ImageRegistryProps['access'], overrides = {}) =>
  synth((scope) => {
    service(scope, overrides, access(scope));
  });

function withPassword(password?: string) {
  return withAccess((scope) => {
    const variable = new TerraformVariable(scope, 'registry_password', { type: 'string', sensitive: true });
    return {
      username: 'puller',
      password: password ?? variable.stringValue,
      passwordGeneration: 3,
      vault: tokenVault(scope),
    };
  });
}

describe('ImageRegistry', () => {
  test('lets both identities pull from an Azure registry, and nobody else', () => {
    const stack = withAccess(() => ({ azureRegistryId }), { image });

    expect(Object.values(stack.all(RoleAssignment))).toEqual(
      ['migrator', 'runtime'].map((name) =>
        expect.objectContaining({
          scope: azureRegistryId,
          role_definition_name: 'AcrPull',
          principal_id: `\${azurerm_user_assigned_identity.${name}.principal_id}`,
          principal_type: 'ServicePrincipal',
        }),
      ),
    );
    expect(stack.only(ContainerApp)['registry']).toEqual([
      { server: 'acmeimages.azurecr.io', identity: '${azurerm_user_assigned_identity.runtime.id}' },
    ]);
  });

  test('takes the password of any other registry from the vault', () => {
    const stack = withPassword();

    for (const type of [ContainerApp, ContainerAppJob]) {
      const { registry, secret } = stack.only(type) as { registry: unknown; secret: any[] };
      expect(registry).toEqual([{ server: 'ghcr.io', username: 'puller', password_secret_name: 'registry-password' }]);
      expect(secret.find(({ name }) => name === 'registry-password')).toMatchObject({
        key_vault_secret_id: '${azurerm_key_vault_secret.registry-password.versionless_id}',
      });
      expect(secret.find(({ name }) => name === 'registry-password')).not.toHaveProperty('value');
    }
    expect(schemaComplaints(stack.json)).toEqual([]);
  });

  test('keeps the password out of the state, and writes it again with the next generation', () => {
    expect(withPassword().all(KeyVaultSecret)['registry-password']).toMatchObject({
      value_wo: '${var.registry_password}',
      value_wo_version: 3,
    });
    expect(withPassword().all(KeyVaultSecret)['registry-password']).not.toHaveProperty('value');
  });

  test('lets the identities read that password, but no token', () => {
    const readers = Object.values(withPassword().all(RoleAssignment)).filter(
      ({ role_definition_name: role }) => role === 'Key Vault Secrets User',
    );

    expect(readers.map(({ scope }) => scope)).toEqual(
      Array(2).fill('${azurerm_key_vault_secret.registry-password.resource_versionless_id}'),
    );
  });

  test('fails on a password in clear text', () => {
    expect(() => withPassword('hunter2')).toThrow("'password' must be a reference to a sensitive variable");
    expect(() => withPassword('hunter2')).not.toThrow('hunter2');
  });
});
