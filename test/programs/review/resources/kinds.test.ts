import type { JsonObject, PlannedChange, TerraformPlan } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { CONSEQUENCES, type Kind } from '../../../../programs/review/resources/resources';
import { change, lookedUp, looksUp, planOf } from '../../../support/plan-document';
import { application, assigned, credentials, REVIEWER, role, step } from '../../../support/tenant-plan';

/** Kinds and classes of all findings about a plan. */
function found(changes: readonly PlannedChange[], more: Partial<TerraformPlan> = {}): string[] {
  const { findings } = reviewPlan('contoso', 'contoso.json', planOf(changes, more));
  return findings.map(({ kind }) => `${CONSEQUENCES[kind].class} ${kind}`);
}

const REPLACED = { actions: ['delete', 'create'] };
const DIGEST = `ghcr.io/acme/scim@sha256:${'0'.repeat(64)}`;
const app = { app_role: [role(REVIEWER)] };
const filters = {
  users: [{ name: 'Staff', clauses: [{ attribute: 'employeeId', operator: 'IS NOT NULL' as const }] }],
};

const updated = (type: string, before: JsonObject, after: JsonObject): PlannedChange[] => [
  change(`${type}.x`, { name: 'x', ...before }, { name: 'x', ...after }),
];
const gone = (type: string): PlannedChange[] => [change(`${type}.x`, { name: 'x' }, null)];
const made = (type: string, values: JsonObject): PlannedChange[] => [change(`${type}.x`, null, values)];
const forgotten = (address: string) => [change(address, { name: 'x' }, null, { actions: ['forget'] })];
const replaced = (type: string): PlannedChange[] => [change(`${type}.x`, { name: 'x' }, { name: 'x' }, REPLACED)];
const principal = (before: JsonObject, after: JsonObject) => updated('azuread_service_principal', before, after);
const server = (before: JsonObject, after: JsonObject) => updated('azurerm_postgresql_flexible_server', before, after);
const vault = (before: JsonObject, after: JsonObject) => updated('azurerm_key_vault', before, after);
const service = (before: JsonObject, after: JsonObject) => updated('azurerm_container_app', before, after);
const running = (container: JsonObject, template: JsonObject = {}) => ({
  template: [{ min_replicas: 2, max_replicas: 4, ...template, container: [container] }],
});
const administered = (clientId: string) => [
  { name: 'ADMIN_CLIENT_ID', value: clientId },
  { name: 'ADMIN_DIRECTORY_ID', value: 'acme' },
];
const ingress = (values: JsonObject) => ({ ingress: [{ external_enabled: true, ...values }] });
const grant = (role_definition_name: string, scope = '/subscriptions/1/resourceGroups/acme') =>
  made('azurerm_role_assignment', { role_definition_name, scope });
const regranted = (role_definition_name: string): PlannedChange[] => {
  const [before, after] = ['ann', 'bob'].map((principal_id) => ({ role_definition_name, scope: '/x/y', principal_id }));
  return [change('azurerm_role_assignment.x', before ?? null, after ?? null, REPLACED)];
};
const OWNER = '/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635';

describe('a plan is', () => {
  test.each<[string, string, PlannedChange[]]>([
    ['risky assignment-replaced', 'an assignment is replaced', [assigned('A', REVIEWER.id, REVIEWER.id, REPLACED)]],
    ['risky assignment-forgotten', 'one is forgotten', [assigned('A', REVIEWER.id, null, { actions: ['forget'] })]],
    [
      'risky role-closed-to-users',
      'users get no role',
      [application(app, { app_role: [role(REVIEWER, { allowed_member_types: ['Application'] })] })],
    ],
    [
      'risky role-closed-to-applications',
      'applications get no role',
      [application({ app_role: [role(REVIEWER, { allowed_member_types: ['User', 'Application'] })] }, app)],
    ],
    [
      'routine role-opened',
      'applications get a role',
      [application(app, { app_role: [role(REVIEWER, { allowed_member_types: ['User', 'Application'] })] })],
    ],
    ['risky roles-unknown', 'roles are not known', [application(app, {}, { after_unknown: { app_role: true } })]],
    [
      'routine role-enabled',
      'a role is enabled',
      [application({ app_role: [role(REVIEWER, { enabled: false })] }, app)],
    ],
    ['risky owners-removed', 'nobody owns the application', [application(app, { ...app, owners: [] })]],
    [
      'risky application-password-added',
      'it has a password',
      [application(app, { ...app, password: [{ key_id: '1' }] })],
    ],
    [
      'risky permission-requested',
      'it asks for permissions',
      made('azuread_application_api_access', { role_ids: ['1'] }),
    ],
    [
      'risky assignment-not-required',
      'everybody signs in',
      principal({ app_role_assignment_required: true }, { app_role_assignment_required: false }),
    ],
    ['risky sign-on-changed', 'reply URLs go', [application({ ...app, web: [{ redirect_uris: ['https://x'] }] }, app)]],
    ['risky sign-on-changed', 'the sign-on mode goes', principal({ preferred_single_sign_on_mode: 'saml' }, {})],
    [
      'risky assignment-not-required',
      'everybody signs in from the start',
      made('azuread_service_principal', { app_role_assignment_required: false }),
    ],
    ['destructive principal-destroyed', 'a group goes', gone('azuread_group')],
    ['destructive principal-destroyed', 'a user is replaced', replaced('azuread_user')],
    ['destructive group-members-removed', 'somebody leaves a group', updated('azuread_group', { members: ['a'] }, {})],
    [
      'risky group-members-changed',
      'somebody comes',
      updated('azuread_group', { members: ['a'] }, { members: ['a', 'b'] }),
    ],
    ['routine group-created', 'a group comes', made('azuread_group', { display_name: 'x' })],
    ['routine user-created', 'a guest is invited', made('azuread_invitation', { user_type: 'Guest' })],
    [
      'risky conditional-access-changed',
      'a policy is off',
      updated('azuread_conditional_access_policy', { state: 'on' }, { state: 'off' }),
    ],
    ['risky conditional-access-changed', 'a policy goes', gone('azuread_conditional_access_policy')],
    [
      'risky directory-role-defined',
      'a role is activated',
      made('azuread_directory_role', { display_name: 'Groups Administrator' }),
    ],
    ['risky unknown-rights-changed', 'a type of the directory is not known', made('azuread_something_new', { a: 1 })],
    ['risky unknown-rights-changed', 'an unknown grant changes', updated('acme_role_binding', { a: 1 }, { a: 2 })],
    ['risky unknown-rights-changed', 'anything is done to Graph', made('msgraph_resource', { url: 'x' })],
    ['risky sign-in-off', 'nobody signs in', principal({ account_enabled: true }, { account_enabled: false })],
    ['routine sign-in-on', 'people sign in', principal({ account_enabled: false }, { account_enabled: true })],
    ['risky credentials-destroyed', 'the credentials go', gone('azuread_synchronization_secret')],
    [
      'risky credentials-writer-changed',
      'another stores them',
      [step({ credentials: 'terraform' }, { credentials: 'vault' })],
    ],
    ['risky notification-credential', 'a key stays for good', [credentials({}, { SyncNotificationSettings: '{}' })]],
    [
      'risky leavers-disabled',
      'leavers are disabled',
      [step({ skipOutOfScopeDeletions: true }, { skipOutOfScopeDeletions: false })],
    ],
    ['risky scope-filter-changed', 'a filter comes', [step({}, { scopingFilters: { ...filters, groups: [] } })]],
    ['routine notify-changed', 'another address is notified', [step({}, { notify: 'identity@contoso.com' })]],
    ['routine provisioning-started', 'provisioning starts', [step({ enabled: false }, { enabled: true })]],
    [
      'routine object-type-on',
      'groups come',
      [
        step(
          { mappings: { users: [], groups: [] } },
          { mappings: { users: [], groups: [{ target: 'displayName', source: '[displayName]' }] } },
        ),
      ],
    ],
    [
      'risky service-unreachable',
      'the service is internal',
      service(ingress({}), ingress({ external_enabled: false })),
    ],
    [
      'risky service-unreachable',
      'other addresses may call it',
      service(ingress({}), ingress({ ip_security_restriction: [{ ip_address_range: '10.0.0.0/8', action: 'Allow' }] })),
    ],
    [
      'risky insecure-connections',
      'it answers without TLS',
      service(ingress({}), ingress({ allow_insecure_connections: true })),
    ],
    [
      'risky image-without-digest',
      'an image has a tag alone',
      service(running({ image: DIGEST }), running({ image: 'acme:latest' })),
    ],
    [
      'routine image-changed',
      'another image runs',
      service(running({ image: DIGEST }), running({ image: DIGEST.replace('sha256:0', 'sha256:1') })),
    ],
    [
      'routine environment-variables-changed',
      'a variable comes',
      service(running({ env: [] }), running({ env: [{ name: 'X', value: '1' }] })),
    ],
    [
      'risky admin-application-set',
      'roles of an application open the admin API',
      service(running({ env: [] }), running({ env: administered('auditors') })),
    ],
    [
      'risky admin-application-set',
      'another application opens the admin API',
      service(running({ env: administered('auditors') }), running({ env: administered('others') })),
    ],
    ['routine replica-alone', 'one replica is left', service(running({}), running({}, { min_replicas: 1 }))],
    ['risky service-replaced', 'the service is replaced', replaced('azurerm_container_app')],
    ['destructive service-destroyed', 'the service goes', gone('azurerm_container_app')],
    [
      'risky database-password-sign-in',
      'passwords count',
      server(
        { authentication: [{ password_auth_enabled: false }] },
        { authentication: [{ password_auth_enabled: true }] },
      ),
    ],
    [
      'risky backup-shortened',
      'backups go sooner',
      server({ backup_retention_days: 14 }, { backup_retention_days: 7 }),
    ],
    [
      'risky high-availability-off',
      'the standby goes',
      server({ high_availability: [{ mode: 'ZoneRedundant' }] }, { high_availability: [] }),
    ],
    [
      'risky database-setting-replaced',
      'a setting is replaced',
      replaced('azurerm_postgresql_flexible_server_configuration'),
    ],
    [
      'risky vault-public',
      'all networks reach the vault',
      vault({ network_acls: [{ default_action: 'Deny' }] }, { network_acls: [{ default_action: 'Allow' }] }),
    ],
    [
      'risky vault-public',
      'another network reaches the vault',
      vault({ network_acls: [{ ip_rules: ['1.2.3.4'] }] }, { network_acls: [{ ip_rules: ['1.2.3.4', '1.2.3.5'] }] }),
    ],
    ['risky lock-replaced', 'a lock is replaced', replaced('azurerm_management_lock')],
    ['risky identity-lost', 'an identity goes', gone('azurerm_user_assigned_identity')],
    [
      'risky migrator-lost',
      'the owner of the tables is forgotten',
      forgotten('azurerm_user_assigned_identity.Migrator'),
    ],
    [
      'risky migrator-lost',
      'another identity is to own the tables',
      [change('azurerm_user_assigned_identity.Migrator', { name: 'a' }, { name: 'b' }, REPLACED)],
    ],
    ['risky forgotten', 'an identity is forgotten', forgotten('azurerm_user_assigned_identity.Runtime')],
    ['risky resource-group-forgotten', 'the group is forgotten', forgotten('azurerm_resource_group.Group')],
    ['risky logs-forgotten', 'the log store is forgotten', forgotten('azurerm_log_analytics_workspace.x')],
    [
      'risky vault-closed',
      'the vault is closed to public networks',
      vault({ public_network_access_enabled: true }, { public_network_access_enabled: false }),
    ],
    ['risky rights-removed', 'a grant goes', gone('azurerm_role_assignment')],
    ['routine rights-granted', 'a grant comes', grant('Key Vault Secrets User')],
    ['risky rights-granted-widely', 'a wide role is granted', grant('Owner')],
    ['risky rights-granted-widely', 'a wide scope is granted', grant('Reader', '/subscriptions/1')],
    [
      'risky rights-granted-widely',
      'a wide role is granted by its id',
      made('azurerm_role_assignment', { role_definition_id: OWNER, scope: '/subscriptions/1/resourceGroups/acme' }),
    ],
    ['risky rights-granted-widely', 'a wide role is granted to another', regranted('Owner')],
    ['risky rights-moved', 'a role is granted to another', regranted('Key Vault Secrets User')],
    ['risky address-lost', 'a DNS record goes', gone('azurerm_dns_cname_record')],
    ['risky watch-lost', 'an alert goes', gone('azurerm_monitor_metric_alert')],
    [
      'routine adopted',
      'something is taken over',
      [change('azurerm_key_vault.x', { name: 'x' }, { name: 'x' }, { importing: { id: '/x' } })],
    ],
    ['routine created', 'something comes', made('azurerm_key_vault', { name: 'x' })],
  ])('%s when %s', (expected, _, changes) => {
    expect(found(changes)).toContain(expected);
  });

  test.each<[string, PlannedChange[]]>([
    [
      'fewer networks reach the vault',
      vault(
        { network_acls: [{ default_action: 'Deny', ip_rules: ['1.2.3.4', '1.2.3.5'] }] },
        { network_acls: [{ default_action: 'Deny', ip_rules: ['1.2.3.4'] }] },
      ),
    ],
    [
      'a lock stops changes besides deletions',
      updated('azurerm_management_lock', { lock_level: 'CanNotDelete' }, { lock_level: 'ReadOnly' }),
    ],
  ])('routine when %s', (_, changes) => {
    expect(found(changes)).toEqual(['routine changed']);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['no level is left', { lock_level: 'CanNotDelete' }, {}],
    ['it locks another resource', { scope: '/x' }, { scope: '/y' }],
  ])('destructive when of a lock %s', (_, before, after) => {
    const locks = { ...updated('azurerm_management_lock', before, after)[0] } as PlannedChange;

    expect(found([{ ...locks, change: { ...locks.change, ...REPLACED } }])).toContain(
      'destructive deletion-protection-off',
    );
  });

  test.each<[Kind, string | undefined]>([
    ['directory-mismatch', 'another'],
    ['directory-unknown', undefined],
  ])('risky by %s, since the file names one directory and the credentials belong to %s', (kind, signedIn) => {
    const named = { constant_value: 'the-named-one' };
    const configuration = { provider_config: { azuread: { name: 'azuread', expressions: { tenant_id: named } } } };
    const caller = looksUp('data.azuread_client_config.caller', { tenant_id: signedIn ?? null });

    expect(found([], { configuration, ...lookedUp(caller) })).toEqual([`risky ${kind}`]);
    expect(found([], { configuration, ...lookedUp(looksUp(caller.address, { tenant_id: 'the-named-one' })) })).toEqual(
      [],
    );
  });
});
