import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Password } from '@cdktf/provider-random/lib/password';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

import { TokenVault } from '../../../constructs/azure/token-vault';
import { DIRECTORY_ID } from '../../support/entra-app';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const vault =
  (generations: readonly number[] = [2, 3]) =>
  (scope: Construct) =>
    new TokenVault(scope, 'Tokens', {
      name: 'acme-scim-kv',
      resourceGroupName: 'acme-scim',
      location: 'westeurope',
      directoryId: DIRECTORY_ID,
      generations: new Map([['contoso', generations]]),
    });

describe('TokenVault', () => {
  test('makes one token per generation and keeps each as a secret of its own', () => {
    const stack = synth(vault());

    expect(Object.keys(stack.all(Password))).toEqual(['scim-token-contoso-2', 'scim-token-contoso-3']);
    expect(stack.all(KeyVaultSecret)['scim-token-contoso-3']).toMatchObject({
      name: 'scim-token-contoso-3',
      value: '${random_password.scim-token-contoso-3.result}',
    });
  });

  test('leaves the token of a generation alone when the next one is made', () => {
    const before = synth(vault([2])).all(Password)['scim-token-contoso-2'];
    const after = synth(vault([2, 3])).all(Password)['scim-token-contoso-2'];

    expect(before).toMatchObject({ length: 48, special: false });
    expect(after).toEqual(before);
  });

  test('is a vault with roles that keeps what is deleted, and waits until the deployer may write', () => {
    const stack = synth(vault());

    expect(stack.only(KeyVault)).toMatchObject({
      rbac_authorization_enabled: true,
      purge_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(stack.only(RoleAssignment)).toMatchObject({ role_definition_name: 'Key Vault Secrets Officer' });
    expect(stack.only(Sleep)).toMatchObject({ create_duration: '90s' });
    expect(stack.all(KeyVaultSecret)['scim-token-contoso-3']?.['depends_on']).toEqual(
      Object.keys(stack.all(Sleep)).map((sleep) => `time_sleep.${sleep}`),
    );
  });

  test('gives out the digest of a token', () => {
    const stack = synth((scope) => {
      new TerraformOutput(scope, 'digest', { value: vault()(scope).sha256('contoso', 3) });
    });

    expect(stack.json.output?.['digest']?.['value']).toBe('${sha256(random_password.scim-token-contoso-3.result)}');
  });

  test('writes only what the providers know', () => {
    expect(schemaComplaints(synth(vault()).json)).toEqual([]);
  });

  test('fails when asked for a token that it does not keep', () => {
    expect(() => synth((scope) => vault()(scope).sha256('contoso', 1))).toThrow(
      "the vault keeps no token of generation 1 for 'contoso'",
    );
  });
});
