import { UNKNOWN } from '../masking/reveal';
import { isObject, type Json, textOf } from '../plan/terraform-plan';

import { DIRECTORY_WATCHES } from './directory-watches';
import { always, becomes, falls, type Watch } from './watch';

const byDigest = (image: Json) => /@sha256:[0-9a-f]{64}$/.test(textOf(image));

/** Whether a value comes that was not there. */
const grows = (after: readonly Json[], before: readonly Json[]) => after.some((value) => !before.includes(value));

/** Whether permissions come that were not there. Those that are not known yet count as new. */
const adds = (after: readonly Json[], before: readonly Json[]) => {
  const known = new Set(permissions(before));
  return permissions(after).some((permission) => !known.has(permission));
};

function permissions(blocks: readonly Json[]): string[] {
  return blocks.flatMap((block) => {
    if (!isObject(block)) return [UNKNOWN];
    const { resource_app_id: api = null, resource_access: access } = block;
    return Array.isArray(access) ? access.map((one: Json) => JSON.stringify([api, one])) : [UNKNOWN];
  });
}

/** Whether an address is another one or stands behind it. What is not known yet is not. */
function isAtLeast(a: Json | undefined, b: Json | undefined): boolean {
  const [left, right] = [a, b].map((address) => textOf(address).split('.').map(Number));
  if (left?.length !== 4 || right?.length !== 4) return false;
  const index = left.findIndex((part, at) => part !== right[at]);
  return index < 0 || Number(left[index]) > Number(right[index]);
}

const IMAGE: readonly Watch[] = [
  {
    path: 'template.container.image',
    kind: 'image-without-digest',
    when: (after) => !after.every(byDigest),
    created: true,
  },
  { path: 'template.container.image', kind: 'image-changed', when: always },
  { path: 'template.container.env.name', kind: 'environment-variables-changed', when: always },
];

/** What makes a grant a wide one: a role that can change everything or grant rights, or a scope beyond a resource group. */
const WIDE: readonly [path: string, isWide: RegExp][] = [
  ['role_definition_name', /^(Owner|Contributor|User Access Administrator|Role Based.*)$/],
  [
    'role_definition_id', // of the same roles, which are the same in every directory
    /(8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c|18d7d88d-d35e-4fb5-a5c3-7773c20a72d9|f58310d9-a9f6-439a-9e8d-f62e7b41a168)$/i,
  ],
  ['scope', /^(\/subscriptions\/[^/]+|\/providers\/Microsoft\.Management.*)?\/?$/i],
];

const LOCKED: readonly string[] = ['CanNotDelete', 'ReadOnly'];

/** What to look at in a resource, per type. */
export const WATCHES: Readonly<Record<string, readonly Watch[]>> = {
  azuread_application: [
    {
      path: 'sign_in_audience',
      kind: 'audience-widened',
      when: ([after]) => after !== 'AzureADMyOrg',
      created: true,
    },
    { path: 'password', kind: 'application-password-added', when: (after) => after.length > 0, created: true },
    { path: 'required_resource_access', kind: 'permission-requested', when: adds, created: true },
    { path: 'owners', kind: 'owners-removed', when: (after, before) => after.length === 0 && before.length > 0 },
  ],
  azuread_application_api_access: [
    { path: 'role_ids', kind: 'permission-requested', when: grows },
    { path: 'scope_ids', kind: 'permission-requested', when: grows },
  ],
  azuread_service_principal: [
    { path: 'app_role_assignment_required', kind: 'assignment-not-required', when: becomes(false), created: true },
    { path: 'account_enabled', kind: 'sign-in-off', when: becomes(false) },
    { path: 'account_enabled', kind: 'sign-in-on', when: becomes(true) },
  ],
  azuread_synchronization_job: [
    { path: 'enabled', kind: 'provisioning-paused', when: becomes(false) },
    { path: 'enabled', kind: 'provisioning-started', when: becomes(true), created: true },
  ],
  ...DIRECTORY_WATCHES,
  azurerm_container_app: [
    ...IMAGE,
    {
      path: 'template.min_replicas',
      kind: 'replicas-to-zero',
      when: ([after]) => after === 0,
      created: true,
    },
    { path: 'template.max_replicas', kind: 'replicas-to-zero', when: ([after]) => after === 0, created: true },
    {
      path: 'template.min_replicas',
      kind: 'replica-alone',
      when: ([after], [before]) => after === 1 && Number(before) > 1,
    },
    { path: 'ingress.external_enabled', kind: 'service-unreachable', when: ([after]) => after !== true },
    { path: 'ingress.ip_security_restriction.ip_address_range', kind: 'service-unreachable', when: always },
    { path: 'ingress.ip_security_restriction.action', kind: 'service-unreachable', when: always },
    {
      path: 'ingress.allow_insecure_connections',
      kind: 'insecure-connections',
      when: becomes(true),
      created: true,
    },
  ],
  azurerm_container_app_job: IMAGE,
  azurerm_postgresql_flexible_server: [
    { path: 'public_network_access_enabled', kind: 'database-public', when: becomes(true), created: true },
    {
      path: 'authentication.password_auth_enabled',
      kind: 'database-password-sign-in',
      when: becomes(true),
      created: true,
    },
    { path: 'backup_retention_days', kind: 'backup-shortened', when: falls },
    { path: 'geo_redundant_backup_enabled', kind: 'backup-shortened', when: becomes(false) },
    { path: 'high_availability.mode', kind: 'high-availability-off', when: (after) => after.length === 0 },
    { path: 'version', kind: 'database-upgraded', when: always },
    { path: 'sku_name', kind: 'database-resized', when: always },
    { path: 'storage_mb', kind: 'database-resized', when: always },
  ],
  azurerm_postgresql_flexible_server_active_directory_administrator: [
    { path: 'principal_name', kind: 'rights-removed', when: always },
  ],
  azurerm_postgresql_flexible_server_firewall_rule: [
    { path: 'start_ip_address', kind: 'database-public', when: ([after], [before]) => !isAtLeast(after, before) },
    { path: 'end_ip_address', kind: 'database-public', when: ([after], [before]) => !isAtLeast(before, after) },
  ],
  azurerm_key_vault: [
    { path: 'purge_protection_enabled', kind: 'deletion-protection-off', when: becomes(false) },
    { path: 'soft_delete_retention_days', kind: 'backup-shortened', when: falls },
    // Open to all networks is the provider's default, so only what becomes wider is worth a word.
    { path: 'public_network_access_enabled', kind: 'vault-public', when: becomes(true) },
    { path: 'rbac_authorization_enabled', kind: 'vault-rights-changed', when: always },
    { path: 'network_acls.default_action', kind: 'vault-public', when: ([after]) => after !== 'Deny' },
    { path: 'network_acls.ip_rules', kind: 'vault-public', when: grows },
  ],
  azurerm_role_assignment: WIDE.map(([path, isWide]) => ({
    path,
    kind: 'rights-granted-widely',
    when: ([after]) => isWide.test(textOf(after)),
    created: true,
    anew: true, // the rights may go to somebody else, which is what replaces a grant
  })),
  azurerm_dns_cname_record: [{ path: 'record', kind: 'address-lost', when: always }],
  azurerm_management_lock: [
    // Both levels stop a deletion.
    { path: 'lock_level', kind: 'deletion-protection-off', when: ([after]) => !LOCKED.includes(textOf(after)) },
    { path: 'scope', kind: 'deletion-protection-off', when: always },
  ],
  azurerm_monitor_metric_alert: [{ path: 'enabled', kind: 'watch-lost', when: becomes(false) }],
  azurerm_monitor_scheduled_query_rules_alert_v2: [{ path: 'enabled', kind: 'watch-lost', when: becomes(false) }],
  azurerm_monitor_action_group: [{ path: 'enabled', kind: 'watch-lost', when: becomes(false) }],
};
