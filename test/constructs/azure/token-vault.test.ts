import { DataAzurermClientConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-client-config';
import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Password } from '@cdktf/provider-random/lib/password';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

import { tokenSecretName } from '../../../microsoft/azure/token-secret-name';
import { tokenVault } from '../../support/azure';
import { DependencyGraph } from '../../support/dependency-graph';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const vault =
  (generations: readonly number[] = [2, 3]) =>
  (scope: Construct) =>
    tokenVault(scope, { generations: new Map([['contoso', generations]]) });

describe('TokenVault', () => {
  test('makes one token per generation and keeps each as a separate secret', () => {
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

  test('uses roles, keeps deleted secrets, and waits until the deployer may write', () => {
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

  test('lets only the named identities write, even if another identity runs Terraform', () => {
    const writers = ['0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10', '1d8f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d11'];
    const stack = synth((scope) => tokenVault(scope, { writers }));

    expect(Object.values(stack.all(RoleAssignment)).map(({ principal_id: id }) => id)).toEqual(writers);
    expect(stack.all(DataAzurermClientConfig)).toEqual({});
    const [{ triggers }] = Object.values(stack.all(Sleep)) as [{ triggers: { assignment: string } }];
    expect(triggers.assignment.split(',')).toHaveLength(2);
  });

  test("lets readers read all tokens, and a tenant's readers those of that tenant", () => {
    const [everybodys, contosos] = ['0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10', '1d8f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d11'];
    const generations = new Map([
      ['contoso', [2, 3]],
      ['fabrikam', [1]],
    ]);
    const stack = synth((scope) =>
      tokenVault(scope, { generations, readers: [everybodys], tenantReaders: { contoso: [contosos] } }),
    );

    const readers = Object.values(stack.all(RoleAssignment)).filter(
      ({ role_definition_name: role }) => role === 'Key Vault Secrets User',
    );
    expect(readers.map(({ principal_id: id, scope }) => [id, String(scope).replace(/_[0-9A-F]{8}\./, '.')])).toEqual([
      [everybodys, '${azurerm_key_vault.Tokens_Vault.id}'],
      [contosos, '${azurerm_key_vault_secret.scim-token-contoso-2.resource_versionless_id}'],
      [contosos, '${azurerm_key_vault_secret.scim-token-contoso-3.resource_versionless_id}'],
    ]);
  });

  test('keeps tokens of clients that read, each for the client alone', () => {
    const [product, lake] = ['0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10', '1d8f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d11'];
    const readTokens = [
      { reader: 'product', generations: [1, 2], identities: [product] },
      { tenant: 'contoso', reader: 'lake', generations: [1], identities: [lake] },
    ];
    const stack = synth((scope) => tokenVault(scope, { generations: new Map([['contoso', [1]]]), readTokens }));

    expect(Object.keys(stack.all(Password))).toEqual([
      'scim-reader-contoso--lake-1',
      'scim-reader-product-1',
      'scim-reader-product-2',
      'scim-token-contoso-1',
    ]);
    const grants = Object.values(stack.all(RoleAssignment)).filter(
      ({ role_definition_name: role }) => role === 'Key Vault Secrets User',
    );
    expect(grants.map(({ principal_id: id, scope }) => [id, scope])).toEqual([
      [lake, '${azurerm_key_vault_secret.scim-reader-contoso--lake-1.resource_versionless_id}'],
      [product, '${azurerm_key_vault_secret.scim-reader-product-1.resource_versionless_id}'],
      [product, '${azurerm_key_vault_secret.scim-reader-product-2.resource_versionless_id}'],
    ]);
    expect(schemaComplaints(stack.json)).toEqual([]);
  });

  test('can be limited to some addresses', () => {
    const stack = synth((scope) => tokenVault(scope, { allowedAddresses: ['203.0.113.0/24'] }));

    expect(stack.only(KeyVault)['network_acls']).toMatchObject({
      default_action: 'Deny',
      ip_rules: ['203.0.113.0/24'],
    });
  });

  test('is open again once no addresses are listed, although Azure keeps a block that is left out', () => {
    expect(synth(vault()).only(KeyVault)['network_acls']).toMatchObject({ default_action: 'Allow', ip_rules: [] });
  });

  test('exposes the digest of a token', () => {
    const stack = synth((scope) => {
      new TerraformOutput(scope, 'digest', { value: vault()(scope).sha256Of(tokenSecretName('contoso', 3)) });
    });

    expect(stack.json.output?.['digest']?.['value']).toBe('${sha256(random_password.scim-token-contoso-3.result)}');
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(synth(vault()).json)).toEqual([]);
  });

  test('fails when asked for a token that it does not keep', () => {
    expect(() => synth((scope) => vault()(scope).sha256Of(tokenSecretName('contoso', 1)))).toThrow(
      "the vault has no token 'scim-token-contoso-1'",
    );
  });

  test('fails when somebody may read the tokens of a tenant that has none', () => {
    const tenantReaders = { contosso: ['0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10'] };

    expect(() => synth((scope) => tokenVault(scope, { tenantReaders }))).toThrow(
      "'tenantReaders' must contain only slugs of tenants that have a token; got 'contosso'",
    );
  });

  test('fails with a name that Azure does not allow', () => {
    expect(() => synth((scope) => tokenVault(scope, { name: 'acme-scim-in-western-europe' }))).toThrow(
      "'name' must have 3 to 24 characters, the limits of Azure for a key vault; got 'acme-scim-in-western-europe'",
    );
  });

  describe('with an endpoint in a network', () => {
    const endpoint = {
      name: 'acme-scim-kv-endpoint',
      subnetId: '/subnets/endpoints',
      zoneId: '/zones/vault',
      reachable: [],
    };
    const stack = synth((scope) => tokenVault(scope, { endpoint, publicAccess: false }));

    test('can be closed to all others', () => {
      expect(stack.only(KeyVault)).toMatchObject({
        public_network_access_enabled: false,
        network_acls: { default_action: 'Deny', bypass: 'AzureServices' },
      });
      expect(stack.only(PrivateEndpoint)).toMatchObject({
        subnet_id: '/subnets/endpoints',
        private_service_connection: { subresource_names: ['vault'], is_manual_connection: false },
        private_dns_zone_group: { private_dns_zone_ids: ['/zones/vault'] },
      });
    });

    test('stores tokens only after the endpoint exists', () => {
      const graph = new DependencyGraph(stack.json);

      for (const secret of graph.ofType('azurerm_key_vault_secret')) {
        expect([...graph.before(secret)]).toContainEqual(expect.stringMatching(/^azurerm_private_endpoint\./));
      }
    });

    test('fails to be closed without one', () => {
      expect(() => synth((scope) => tokenVault(scope, { publicAccess: false }))).toThrow(
        "'publicAccess' may be false only with an 'endpoint'; otherwise nobody can reach it",
      );
    });
  });
});
