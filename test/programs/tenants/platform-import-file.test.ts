import { AZURE_IDS } from '../../../programs/tenants/azure-id';
import { type PlatformJson, renderPlatformImportFile } from '../../../programs/tenants/platform-import-file';
import { synthPlatform } from '../../support/platform';

const SUBSCRIPTION = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4';
const GROUP = `${SUBSCRIPTION}/resourceGroups/acme-scim`;
const DNS = `${SUBSCRIPTION}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/acme.example`;
const SOMEBODY = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';

/** A platform with one resource of each kind. */
const WIDE = `
registry: { username: puller }
service: { customDomain: { host: scim.acme.example, dnsZone: { name: acme.example, resourceGroup: dns } } }
database: { restores: [{ at: "2026-11-02T10:30:00Z" }], elasticCluster: {}, use: cluster }
vault: { tenantReaders: { contoso: [${SOMEBODY}] }, privateEndpoint: {} }
readers: [{ name: product, identities: [${SOMEBODY}] }]
streams: [{ name: product, delivery: webhook, url: "https://app.example.com", identities: [${SOMEBODY}] }]
`;

const IDENTITIES = `${SUBSCRIPTION}/resourceGroups/people/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const FOREIGN_ZONE =
  '/subscriptions/9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d/resourceGroups/dns/providers/Microsoft.Network/dnsZones/acme.example';

/** A platform that uses existing resources wherever possible. */
const GIVEN = `
resourceGroupId: ${SUBSCRIPTION}/resourceGroups/shared
identities: { runtimeId: ${IDENTITIES}/runtime, migratorId: ${IDENTITIES}/migrator }
monitoring: { workspaceId: ${SUBSCRIPTION}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/all }
registry: { username: puller }
service: { customDomain: { host: scim.acme.example, dnsZone: { id: ${FOREIGN_ZONE} } } }
`;

/** A platform with the operator's own certificate, for an apex domain. */
const CERTIFICATES =
  '/subscriptions/9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/acme';
const CERTIFIED = `
service:
  customDomain:
    host: acme.example
    record: a
    dnsZone: { name: acme.example, resourceGroup: dns }
    certificate: { vaultId: ${CERTIFICATES}, name: scim }
`;

const json = (lines: string) => synthPlatform(lines).platform.json as unknown as PlatformJson;
const wide = json(WIDE);

/** Ids in the import blocks that are not commented out, by address. */
function imports(platform: PlatformJson): Map<string, string> {
  const blocks = renderPlatformImportFile(platform).matchAll(/^import \{\n {2}to = (.+)\n {2}id = "(.+)"\n\}$/gm);
  return new Map([...blocks].map(([, to = '', id = '']) => [to, id]));
}

/** Ids of all instances of a type. */
const idsOf = (type: string, platform = wide) =>
  [...imports(platform)].flatMap(([to, id]) => (to.startsWith(`${type}.`) ? [id] : []));

describe('the import file of the platform', () => {
  test.each([
    ['azurerm_resource_group', [GROUP]],
    ['azurerm_key_vault', [`${GROUP}/providers/Microsoft.KeyVault/vaults/acme-scim-kv`]],
    [
      'azurerm_postgresql_flexible_server',
      ['acme-scim-db-202611021030', 'acme-scim-db'].map(
        (name) => `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`,
      ),
    ],
    [
      'azurerm_management_lock',
      ['acme-scim-cluster', 'acme-scim-db-202611021030', 'acme-scim-db'].map(
        (name) =>
          `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}/providers/Microsoft.Authorization/locks/keep`,
      ),
    ],
    [
      'azurerm_container_app_custom_domain',
      [`${GROUP}/providers/Microsoft.App/containerApps/acme-scim/customDomainName/scim.acme.example`],
    ],
    [
      'azurerm_private_endpoint',
      ['acme-scim-cluster-endpoint', 'acme-scim-kv-endpoint'].map(
        (name) => `${GROUP}/providers/Microsoft.Network/privateEndpoints/${name}`,
      ),
    ],
    ['azurerm_dns_txt_record', [`${DNS}/TXT/asuid.scim`]],
    [
      'azurerm_subnet',
      ['apps', 'cluster', 'database', 'endpoints'].map(
        (name) => `${GROUP}/providers/Microsoft.Network/virtualNetworks/acme-scim-network/subnets/${name}`,
      ),
    ],
  ])('names %s as Azure does', (type, ids) => {
    expect(idsOf(type)).toEqual(ids);
  });

  test('finds your own certificate, the right to read it, and the A record of an apex domain', () => {
    const own = json(CERTIFIED);

    expect(idsOf('azurerm_container_app_environment_certificate', own)).toEqual([
      `${GROUP}/providers/Microsoft.App/managedEnvironments/acme-scim-apps/certificates/acme-scim`,
    ]);
    expect(idsOf('azurerm_dns_a_record', own)).toEqual([`${DNS}/A/@`]);
    expect(renderPlatformImportFile(own)).toContain(
      `az role assignment list --scope ${CERTIFICATES}/secrets/scim --role`,
    );
  });

  test('names a setting after the server that has it', () => {
    expect(idsOf('azurerm_monitor_diagnostic_setting')).toContain(
      `${GROUP}/providers/Microsoft.App/managedEnvironments/acme-scim-apps|logs`,
    );
  });

  test('addresses each restored server, and names the settings of the one in use', () => {
    const restored = imports(json('database: { restores: [{ at: "2026-11-02T10:30:00Z" }] }'));

    expect([...restored.keys()]).toContainEqual(
      expect.stringMatching(/^azurerm_postgresql_flexible_server\.Database_Restored_\w+\["202611021030"\]$/),
    );
    expect([...restored.values()]).toContain(
      `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/acme-scim-db-202611021030|logs`,
    );
  });

  test.each([WIDE, '', 'network: none', CERTIFIED])(
    'knows each type of a platform, and leaves no reference behind: %s',
    (lines) => {
      const platform = json(lines);
      const types = Object.keys(platform.resource ?? {}).filter((type) => type.startsWith('azurerm_'));

      expect(types.filter((type) => AZURE_IDS[type] === undefined)).toEqual([]);
      expect(renderPlatformImportFile(platform)).not.toMatch(/\$\{|undefined/);
    },
  );

  test('leaves ids that Azure makes up open, below the command that finds them', () => {
    const open = renderPlatformImportFile(wide)
      .split('\n')
      .filter((line) => line.startsWith('# az '));

    expect(open).toContain(
      `# az identity show --ids ${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-scim-migrator --query principalId --output tsv`,
    );
    expect(open).toContain(
      '# az keyvault secret show --vault-name acme-scim-kv --name registry-password --query id --output tsv',
    );
    expect(open).toContainEqual(
      expect.stringContaining(`--scope ${GROUP}/providers/Microsoft.KeyVault/vaults/acme-scim-kv --role 'Key Vault`),
    );
    expect(open.filter((line) => line.includes('<id>'))).toEqual([]);
    expect(open.filter((line) => line.includes('az resource list'))).toEqual([]);
  });

  test('imports no token, and no right to read one: they are created again', () => {
    const text = renderPlatformImportFile(wide);

    expect(text).not.toMatch(/scim-token|scim-reader|scim-webhook|random_password/);
    expect(text).toContain(
      `--scope ${GROUP}/providers/Microsoft.KeyVault/vaults/acme-scim-kv/secrets/registry-password`,
    );
  });

  describe('of a platform that uses existing resources', () => {
    const given = json(GIVEN);

    test.each(['azurerm_resource_group', 'azurerm_log_analytics_workspace', 'azurerm_user_assigned_identity'])(
      'imports no %s',
      (type) => {
        expect(idsOf(type, given)).toEqual([]);
        expect(renderPlatformImportFile(given)).not.toContain(`to = ${type}.`);
      },
    );

    test('looks for everything in the group, and for records where their zone is', () => {
      expect(idsOf('azurerm_key_vault', given)).toEqual([
        `${SUBSCRIPTION}/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/acme-scim-kv`,
      ]);
      expect(idsOf('azurerm_dns_txt_record', given)).toEqual([`${FOREIGN_ZONE}/TXT/asuid.scim`]);
    });

    test('still imports what the identities may do, and names each by its own id', () => {
      const text = renderPlatformImportFile(given);

      expect(text.match(/to = azurerm_role_assignment\.Registry_Puller/g)).toHaveLength(2);
      expect(text).toContain(`# az identity show --ids ${IDENTITIES}/migrator --query principalId`);
      expect(text).not.toMatch(/\$\{|undefined/);
    });
  });

  test('does not import a server that the platform no longer has', () => {
    const platform = json('database: { elasticCluster: {}, use: cluster, server: false }');

    expect(idsOf('azurerm_postgresql_flexible_server', platform)).toEqual([]);
  });
});
