import { loadConfig } from '../../fleet/load-config';
import { type PlatformNames, platformNames } from '../../fleet/platform-names';
import { configFolder, PLATFORM } from '../support/config-folder';

function namesOf(lines: string): PlatformNames {
  using folder = configFolder({ 'platform.yaml': `${PLATFORM}${lines}\n` });
  return platformNames(loadConfig(folder.path).platform);
}

describe('names of Azure resources', () => {
  test('are what they have always been, so that no upgrade renames what exists', () => {
    expect(namesOf('')).toEqual({
      resourceGroup: 'acme-scim',
      logs: 'acme-scim-logs',
      environment: 'acme-scim-apps',
      environmentResourceGroup: 'acme-scim-apps-managed',
      app: 'acme-scim',
      migrationJob: 'acme-scim-migrate',
      vault: 'acme-scim-kv',
      vaultEndpoint: 'acme-scim-kv-endpoint',
      database: 'acme-scim-db',
      cluster: 'acme-scim-cluster',
      clusterEndpoint: 'acme-scim-cluster-endpoint',
      runtimeIdentity: 'acme-scim-runtime',
      migratorIdentity: 'acme-scim-migrator',
      actionGroup: 'acme-scim-operators',
      network: 'acme-scim-network',
    });
  });

  test('follow a pattern, and say what they are for where there are several of a kind', () => {
    const names = namesOf(
      'naming: { pattern: "{type}-{product}-{environment}", values: { product: scim, environment: prod } }',
    );

    expect(names).toEqual({
      resourceGroup: 'rg-scim-prod',
      logs: 'log-scim-prod',
      environment: 'cae-scim-prod',
      environmentResourceGroup: 'rg-scim-prod-apps',
      app: 'ca-scim-prod',
      migrationJob: 'caj-scim-prod',
      vault: 'kv-scim-prod',
      vaultEndpoint: 'pep-scim-prod-vault',
      database: 'psql-scim-prod',
      cluster: 'psql-scim-prod-cluster',
      clusterEndpoint: 'pep-scim-prod-cluster',
      runtimeIdentity: 'id-scim-prod-runtime',
      migratorIdentity: 'id-scim-prod-migrator',
      actionGroup: 'ag-scim-prod',
      network: 'vnet-scim-prod',
    });
  });

  test('may be patterns or plain names of their own', () => {
    const { vault, resourceGroup, app } = namesOf(
      'naming: { names: { vault: "kv{product}{location}", resourceGroup: RG-Scim }, values: { product: scim } }',
    );

    expect([vault, resourceGroup, app]).toEqual(['kvscimwesteurope', 'RG-Scim', 'acme-scim']);
  });
});
