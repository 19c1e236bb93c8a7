import { ManagementLock } from '@cdktf/provider-azurerm/lib/management-lock';
import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import { ResourceGroupTemplateDeployment } from '@cdktf/provider-azurerm/lib/resource-group-template-deployment';
import { TerraformOutput } from 'cdktf';

import { ScimCluster, type ScimClusterProps } from '../../../constructs/azure/scim-cluster';
import { ScimNetwork } from '../../../constructs/azure/scim-network';
import { identity, PLACE } from '../../support/azure';
import { DIRECTORY_ID } from '../../support/entra-app';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const cluster = (overrides: Partial<ScimClusterProps> = {}) =>
  synth((scope) => {
    const database = new ScimCluster(scope, 'Cluster', {
      name: 'acme-scim-cluster',
      nodes: 4,
      network: new ScimNetwork(scope, 'Network', {
        name: 'acme-scim-network',
        zonePrefix: 'acme-scim',
        withCluster: true,
        ...PLACE,
      }).cluster,
      directoryId: DIRECTORY_ID,
      migrator: identity(scope, 'migrator'),
      ...PLACE,
      ...overrides,
    });
    const runtime = identity(scope, 'runtime');
    new TerraformOutput(scope, 'url', { value: database.urlFor(runtime) });
    new TerraformOutput(scope, 'migration', { value: database.migrationUrlFor(runtime) });
  });

function server(overrides: Partial<ScimClusterProps> = {}): any {
  const { template_content: content } = cluster(overrides).only(ResourceGroupTemplateDeployment);
  return (JSON.parse(String(content)) as { resources: unknown[] }).resources[0];
}

describe('ScimCluster', () => {
  test('asks Azure for a cluster with one database, and no password', () => {
    expect(server()).toMatchObject({
      type: 'Microsoft.DBforPostgreSQL/flexibleServers',
      name: 'acme-scim-cluster',
      properties: {
        cluster: { clusterSize: 4, defaultDatabaseName: 'scim' },
        authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId: DIRECTORY_ID },
        network: { publicNetworkAccess: 'Disabled' },
      },
    });
  });

  test.each([
    ['B_Standard_B2s', { name: 'Standard_B2s', tier: 'Burstable' }],
    ['GP_Standard_D4ds_v5', { name: 'Standard_D4ds_v5', tier: 'GeneralPurpose' }],
    ['MO_Standard_E4ds_v5', { name: 'Standard_E4ds_v5', tier: 'MemoryOptimized' }],
  ])('names the size %s as Azure does', (size, sku) => {
    expect(server({ size }).sku).toEqual(sku);
  });

  test('has general-purpose nodes unless a size is given', () => {
    expect(server().sku).toEqual({ name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' });
  });

  test('has as many nodes as asked for, each with this storage and standby', () => {
    const small = server({ nodes: 2 }).properties;
    const large = server({ nodes: 7, storageGb: 512, highAvailability: 'zone-redundant' }).properties;

    expect(small).toMatchObject({
      cluster: { clusterSize: 2 },
      storage: { storageSizeGB: 32 },
      highAvailability: { mode: 'Disabled' },
    });
    expect(large).toMatchObject({
      cluster: { clusterSize: 7 },
      storage: { storageSizeGB: 512 },
      highAvailability: { mode: 'ZoneRedundant' },
    });
    expect(server({ highAvailability: 'same-zone' }).properties.highAvailability).toEqual({ mode: 'SameZone' });
  });

  test('is reached through an endpoint in the network, or from Azure when there is none', () => {
    expect(cluster().only(PrivateEndpoint)['subnet_id']).toMatch(/^\$\{azurerm_subnet\./);
    expect(cluster({ network: undefined }).all(PrivateEndpoint)).toEqual({});
    expect(server({ network: undefined }).properties.network).toEqual({ publicNetworkAccess: 'Enabled' });
  });

  test('gives a URL with the host that Azure returns, and no password', () => {
    const { value } = cluster().json.output?.['url'] ?? {};

    expect(value).toMatch(
      /^postgres:\/\/\$\{azurerm_user_assigned_identity\.runtime\.name\}@\$\{.*output_content\)\.host\.value\}:5432\/scim\?sslmode=verify-full$/,
    );
  });

  test.each([
    ['the coordinator, unless told otherwise', undefined, 5432],
    ['any node, and migrations the coordinator', 'any-node', 7432],
  ] as const)('leads requests through %s', (_, connectThrough, port) => {
    const { url, migration } = cluster({ connectThrough }).json.output ?? {};

    expect(String(url?.['value'])).toContain(`.host.value}:${port}/scim`);
    expect(String(migration?.['value'])).toContain('.host.value}:5432/scim');
  });

  test('is protected from deletion by Terraform, and by Azure unless that is switched off', () => {
    expect(cluster().only(ResourceGroupTemplateDeployment)['lifecycle']).toEqual({ prevent_destroy: true });
    expect(cluster().only(ManagementLock)['lock_level']).toBe('CanNotDelete');
    expect(cluster({ deletionLock: false }).all(ManagementLock)).toEqual({});
  });

  test('writes only what the providers know', () => {
    expect(schemaComplaints(cluster().json)).toEqual([]);
  });

  test('fails with a standby for burstable nodes', () => {
    expect(() => cluster({ highAvailability: 'same-zone', size: 'B_Standard_B2s' })).toThrow(
      "'highAvailability' needs a 'size' that is not burstable",
    );
  });

  test('fails with a number of nodes that Azure does not have', () => {
    expect(() => cluster({ nodes: 1 })).toThrow("'nodes' must be from 2 to 20; got 1");
  });
});
