import { readFileSync } from 'node:fs';

import { RESOURCE_PROVIDERS } from '../../../stacks/azure-provider';
import { synthPlatform } from '../../support/platform';

const PAGE = readFileSync('docs/pipelines.md', 'utf8');

const LIST_SECRETS = 'Microsoft.App/containerApps/listSecrets/action';
const LIST_JOB_SECRETS = 'Microsoft.App/jobs/listSecrets/action';
const EXPORT_TEMPLATE = 'Microsoft.Resources/deployments/exportTemplate/action';

/**
 * Actions that the provider needs to refresh a resource, besides those that `Reader` allows (every action that ends in
 * `/read`). The provider also tries to read a workspace's shared keys and a vault's certificate contacts, but continues
 * if Azure refuses.
 */
const BEYOND_READER: Readonly<Record<string, readonly string[]>> = {
  application_insights_workbook: [],
  container_app: [LIST_SECRETS],
  container_app_custom_domain: [],
  container_app_environment: [],
  container_app_environment_certificate: [],
  container_app_job: [LIST_JOB_SECRETS],
  dns_a_record: [],
  dns_cname_record: [],
  dns_txt_record: [],
  key_vault: [],
  key_vault_secret: [], // read from the vault itself, which has its own roles
  log_analytics_workspace: [],
  management_lock: [],
  monitor_action_group: [],
  monitor_diagnostic_setting: [],
  monitor_metric_alert: [],
  monitor_scheduled_query_rules_alert_v2: [],
  postgresql_flexible_server: [],
  postgresql_flexible_server_active_directory_administrator: [],
  postgresql_flexible_server_database: [],
  postgresql_flexible_server_firewall_rule: [],
  private_dns_zone: [],
  private_dns_zone_virtual_network_link: [],
  private_endpoint: [],
  resource_group: [],
  resource_group_template_deployment: [EXPORT_TEMPLATE],
  role_assignment: [],
  subnet: [],
  user_assigned_identity: [],
  virtual_network: [],
};

const CERTIFICATES =
  '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/acme';

/** Platforms that together contain every type of resource. */
const PLATFORMS = [
  'database: { elasticCluster: {}, use: cluster }\n' +
    'service: { customDomain: { host: scim.acme.example, dnsZone: { name: acme.example, resourceGroup: dns } } }\n' +
    'monitoring: { notify: { emails: [ops@acme.example] } }',
  'network: none',
  `service: { customDomain: { host: acme.example, record: a, dnsZone: { name: acme.example, resourceGroup: dns }, certificate: { vaultId: ${CERTIFICATES}, name: scim } } }`,
];

describe('the role of the identity that plans', () => {
  const types = new Set(PLATFORMS.flatMap((lines) => Object.keys(synthPlatform(lines).platform.json.resource ?? {})));
  const azure = [...types].filter((type) => type.startsWith('azurerm_')).map((type) => type.slice('azurerm_'.length));

  test('covers every resource of the platform', () => {
    expect(azure.sort()).toEqual(Object.keys(BEYOND_READER).sort());
  });

  test('allows what a refresh needs beyond reading, and no more', () => {
    const role = /az role definition create --role-definition '(\{[^']*\})'/.exec(PAGE)?.[1] ?? '{}';

    expect(JSON.parse(role)).toEqual({
      Name: expect.any(String),
      Description: expect.any(String),
      Actions: [...new Set(azure.flatMap((type) => BEYOND_READER[type] ?? []))].sort(),
      AssignableScopes: ['/subscriptions/<subscription>'],
    });
  });

  test('cannot register resource providers, so the page lists those of the platform', () => {
    const [, names = ''] = /for name in ((?:Microsoft\.\w+(?: \\\n *| )?)+)/.exec(PAGE) ?? [];

    expect(names.split(/[\s\\]+/).filter((name) => name !== '')).toEqual(RESOURCE_PROVIDERS);
  });
});
