import { ContainerAppCustomDomain } from '@cdktf/provider-azurerm/lib/container-app-custom-domain';
import { ContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/container-app-environment';
import { ContainerAppEnvironmentCertificate } from '@cdktf/provider-azurerm/lib/container-app-environment-certificate';
import { DataAzurermKeyVault } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault';
import { DnsTxtRecord } from '@cdktf/provider-azurerm/lib/dns-txt-record';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Construct } from 'constructs';

import { CustomDomain } from '../../../constructs/azure/custom-domain';
import { VaultCertificate } from '../../../constructs/azure/vault-certificate';
import { environment, service } from '../../support/azure';
import { DependencyGraph } from '../../support/dependency-graph';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const certificate = (scope: Construct, withIdentity = true) =>
  new VaultCertificate(scope, 'Certificate', {
    environment: environment(scope, { withIdentity }),
    vault: new DataAzurermKeyVault(scope, 'Certificates', { name: 'acme', resourceGroupName: 'shared' }),
    certificateName: 'scim',
  });

describe('VaultCertificate', () => {
  const stack = synth((scope) => certificate(scope));

  test('lets the identity of the environment read this certificate, and no other, before it is needed', () => {
    const graph = new DependencyGraph(stack.json);

    expect(stack.only(ContainerAppEnvironment)).toHaveProperty('identity', { type: 'SystemAssigned' });
    expect(stack.only(RoleAssignment)).toMatchObject({
      scope: expect.stringMatching(/^\$\{data\.azurerm_key_vault\..*\.id\}\/secrets\/scim$/),
      role_definition_name: 'Key Vault Secrets User',
      principal_id: expect.stringMatching(/\.identity\[0\]\.principal_id\}$/),
    });
    expect([...graph.typesBefore('azurerm_container_app_environment_certificate')]).toEqual(
      expect.arrayContaining(['azurerm_role_assignment', 'time_sleep']),
    );
  });

  test('names no version, so that Azure picks up a renewed certificate by itself', () => {
    expect(stack.only(ContainerAppEnvironmentCertificate)).toMatchObject({
      certificate_key_vault: {
        identity: 'System',
        key_vault_secret_id: expect.stringMatching(/\.vault_uri\}secrets\/scim$/),
      },
      lifecycle: { create_before_destroy: true },
    });
  });

  test('can be bound to a host that points elsewhere, with only the proof of ownership in DNS', () => {
    const bound = synth((scope) => {
      const { resource: app, environment: apps } = service(scope);
      new CustomDomain(scope, 'Domain', {
        host: 'scim.acme.example',
        record: 'none',
        app,
        environment: apps,
        certificate: certificate(new Construct(scope, 'Shared')),
        dnsZone: { name: 'acme.example', resourceGroup: 'dns' },
      });
    });

    expect(bound.only(ContainerAppCustomDomain)).toMatchObject({
      certificate_binding_type: 'SniEnabled',
      container_app_environment_certificate_id: expect.stringMatching(/_environment_certificate\..*\.id\}$/),
    });
    expect(bound.only(ContainerAppCustomDomain)).not.toHaveProperty('lifecycle');
    expect(bound.only(DnsTxtRecord)).toHaveProperty('name', 'asuid.scim');
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(stack.json)).toEqual([]);
  });

  test('fails in an environment without an identity', () => {
    expect(() => synth((scope) => certificate(scope, false))).toThrow(
      "'environment' must have 'withIdentity': it reads the certificate with its identity",
    );
  });
});
