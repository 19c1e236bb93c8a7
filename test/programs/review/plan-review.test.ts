import type { JsonObject, PlannedChange, TerraformPlan } from '../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../programs/review/plan-review';
import { CONSEQUENCES } from '../../../programs/review/resources/resources';
import { change, planOf, realPlan } from '../../support/plan-document';
import {
  application,
  assigned,
  assignment,
  credentials,
  REVIEWER,
  role,
  step,
  STEWARD,
} from '../../support/tenant-plan';

const review = (document: TerraformPlan) => reviewPlan('contoso', 'contoso.json', document);

/** Classes and kinds of the findings, worst first. */
function found(...changes: readonly PlannedChange[]): string[] {
  return review(planOf(changes)).findings.map(({ kind }) => `${CONSEQUENCES[kind].class} ${kind}`);
}

const replaced = { actions: ['delete', 'create'] };
const app = { app_role: [role(REVIEWER)] };
const guard = (deletionProtection: boolean) => ({ id: '1', input: { deletionProtection } });
const GUARD_OFF = 'application-protection-off';
const { app_role_id: _, ...unassigned } = assignment('Finance', REVIEWER.id);
const openAgain = { actions: ['delete', 'create'], after: unassigned, after_unknown: { app_role_id: true } };

describe('reviewPlan', () => {
  test('says for a real plan who loses which role, by name', () => {
    const { findings, losers, application: name } = review(realPlan('remove-assignment'));

    expect(name).toBe('Contoso workspace');
    expect(findings).toMatchObject([
      { kind: 'assignment-destroyed', what: 'Finance (group, members not known) loses account_reviewer' },
    ]);
    expect(losers).toMatchObject([{ name: 'Finance', kind: 'group' }]);
  });

  test('says for a real plan that assignments are replaced because their role id is unknown, and which role is removed', () => {
    const { findings } = review(realPlan('remove-role'));

    expect(findings.map(({ kind, what, because }) => [kind, what, because])).toEqual([
      [
        'assignment-role-unknown',
        'Data Platform Admins (group, 0 members) holds account_administrator',
        'forced by app_role_id',
      ],
      ['assignment-role-unknown', 'Finance (group, 0 members) holds account_reviewer', 'forced by app_role_id'],
      ['role-removed', 'role data_steward', undefined],
    ]);
  });

  test('says for a real plan that the token changes at once, and why its password is created again', () => {
    const { findings } = review(realPlan('rotate-token'));

    expect(findings).toMatchObject([
      { kind: 'token-without-overlap' },
      { kind: 'replaced', what: 'random password', because: 'forced by length' },
    ]);
  });

  test('says for a real plan which mapping is removed', () => {
    const { findings } = review(realPlan('change-mapping'));

    expect(findings).toMatchObject([
      {
        kind: 'active-mapping-removed',
        brief: 'mappings change: active removed',
        attributes: [{ name: 'active', before: 'mapped', after: null }],
      },
    ]);
  });

  test('finds only routine changes in a real plan that sets up a tenant', () => {
    const { class: worst, access } = review(realPlan('create'));

    expect(worst).toBe('routine');
    expect(access.map(({ principal, after }) => [principal.name, after])).toEqual([
      ['Data Platform Admins', 'account_administrator'],
      ['Finance', 'account_reviewer'],
    ]);
  });

  test('finds nothing in a plan that changes nothing', () => {
    const { class: worst, findings, drift } = review(planOf([application(app, app), step({}, {})]));

    expect({ worst, findings, drift }).toEqual({ worst: undefined, findings: [], drift: [] });
  });

  test.each<[string, PlannedChange, string]>([
    ['the application is destroyed', application(app, null), 'application-destroyed'],
    ['the application is replaced', application(app, app, replaced), 'application-replaced'],
    [
      'the service principal is destroyed',
      change('azuread_service_principal.app', {}, null),
      'service-principal-destroyed',
    ],
    [
      'the service principal is replaced',
      change('azuread_service_principal.app', {}, {}, replaced),
      'service-principal-replaced',
    ],
    ['the job is destroyed', change('azuread_synchronization_job.job', {}, null), 'job-destroyed'],
    ['the job is replaced', change('azuread_synchronization_job.job', {}, {}, replaced), 'job-replaced'],
    ['an assignment is destroyed', assigned('Finance', REVIEWER.id, null), 'assignment-destroyed'],
    ['the scope shrinks to assigned people', step({ scope: 'all' }, { scope: 'assigned' }), 'scope-narrowed'],
    [
      'the database server goes',
      change('azurerm_postgresql_flexible_server.db', {}, {}, replaced),
      'database-destroyed',
    ],
    ['the database goes', change('azurerm_postgresql_flexible_server_database.db', {}, null), 'database-destroyed'],
    ['the vault goes', change('azurerm_key_vault.kv', {}, null), 'vault-destroyed'],
    [
      'the environment goes',
      change('azurerm_container_app_environment.env', {}, {}, replaced),
      'environment-destroyed',
    ],
    ['the resource group goes', change('azurerm_resource_group.group', {}, null), 'resource-group-destroyed'],
    [
      'the application is no longer protected',
      change('terraform_data.protection', guard(true), guard(false)),
      GUARD_OFF,
    ],
    ['the record of the protection is gone', change('terraform_data.protection', guard(true), null), GUARD_OFF],
    ['a lock goes', change('azurerm_management_lock.lock', {}, null), 'deletion-protection-off'],
    [
      'purge protection is switched off',
      change('azurerm_key_vault.kv', { purge_protection_enabled: true }, { purge_protection_enabled: false }),
      'deletion-protection-off',
    ],
  ])('is destructive when %s', (_, planned, kind) => {
    expect(found(planned)[0]).toBe(`destructive ${kind}`);
  });

  test('is destructive when a role is removed while somebody holds it, and names the holder', () => {
    const document = planOf([
      application({ app_role: [role(REVIEWER), role(STEWARD)] }, { app_role: [role(STEWARD)] }),
      assigned('Finance', REVIEWER.id, REVIEWER.id),
    ]);

    const { findings, losers } = review(document);

    expect(findings).toMatchObject([
      { kind: 'role-removed-while-assigned', what: 'role account_reviewer, which is assigned to Finance' },
    ]);
    expect(losers.map(({ name }) => name)).toEqual(['Finance']);
  });

  test.each([
    ['disabled', { enabled: false }],
    ['disabled and renamed', { enabled: false, value: 'auditor' }],
  ])('is destructive when a role is %s while somebody holds it, and names the holder', (_, more) => {
    const disabled = { app_role: [role(REVIEWER, more)] };

    const { findings, losers } = review(
      planOf([application(app, disabled), assigned('Finance', REVIEWER.id, REVIEWER.id)]),
    );

    expect(findings).toMatchObject([
      { kind: 'role-disabled-while-assigned', what: 'role account_reviewer, which is assigned to Finance' },
    ]);
    expect(losers.map(({ name }) => name)).toEqual(['Finance']);
  });

  const mapped = (mappings: { target: string; source: string; matching?: number }[]) => ({
    mappings: { users: mappings, groups: [{ target: 'displayName', source: '[displayName]', matching: 1 }] },
  });
  const userName = { target: 'userName', source: '[userPrincipalName]', matching: 1 };
  const active = { target: 'active', source: 'Not([IsSoftDeleted])' };
  const roles = {
    target: 'roles[primary eq "True"].value',
    source: 'SingleAppRoleAssignment([appRoleAssignments])',
  };
  const displayName = { target: 'displayName', source: '[displayName]', matching: 1 };
  const members = { target: 'members', source: '[members]' };
  const groupsMapped = (groups: { target: string; source: string; matching?: number }[]) => ({
    mappings: { users: [userName], groups },
  });
  const server = (values: object) =>
    change('azurerm_postgresql_flexible_server.db', { name: 'db' }, { name: 'db', ...values });
  const firewall = (after: JsonObject) =>
    change(
      'azurerm_postgresql_flexible_server_firewall_rule.r',
      { name: 'r', start_ip_address: '10.0.0.2', end_ip_address: '10.0.0.8' },
      { name: 'r', ...after },
    );
  const template = (values: object) => ({ template: [{ min_replicas: 1, max_replicas: 4, ...values }] });

  test.each<[string, PlannedChange, string]>([
    ['the endpoint moves', step({}, { tenantUrl: 'https://other.example/scim' }), 'endpoint-moved'],
    [
      'the endpoint moves in the credentials',
      credentials({}, { BaseAddress: 'https://other.example' }),
      'endpoint-moved',
    ],
    [
      'a matching attribute changes',
      step(mapped([userName, active]), mapped([{ ...userName, source: '[mail]' }, active])),
      'matching-mapping-changed',
    ],
    [
      'active changes',
      step(mapped([userName, active]), mapped([userName, { ...active, source: '[accountEnabled]' }])),
      'active-mapping-changed',
    ],
    ['active goes', step(mapped([userName, active]), mapped([userName])), 'active-mapping-removed'],
    [
      'what becomes the role changes',
      step(mapped([userName, roles]), mapped([userName, { ...roles, source: '"account_administrator"' }])),
      'role-mapping-changed',
    ],
    ['nothing becomes the role any more', step(mapped([userName, roles]), mapped([userName])), 'role-mapping-changed'],
    [
      'all roles are sent',
      step(mapped([userName]), mapped([userName, { ...roles, target: 'roles' }])),
      'role-mapping-changed',
    ],
    [
      'members of groups are no longer sent',
      step(groupsMapped([displayName, members]), groupsMapped([displayName])),
      'members-mapping-changed',
    ],
    [
      'members of groups are made of something else',
      step(groupsMapped([displayName, members]), groupsMapped([displayName, { ...members, source: '[owners]' }])),
      'members-mapping-changed',
    ],
    ['active comes', step(mapped([userName]), mapped([userName, active])), 'active-mapping-changed'],
    ['the scope grows to all', step({}, { scope: 'all' }), 'scope-widened'],
    ['the scope grows to all in the credentials', credentials({}, { SyncAll: 'true' }), 'scope-widened'],
    ['the threshold is raised', step({}, { accidentalDeletionThreshold: 501 }), 'threshold-raised'],
    ['the threshold is removed', step({}, { accidentalDeletionThreshold: null }), 'threshold-removed'],
    ['provisioning is paused', step({}, { enabled: false }), 'provisioning-paused'],
    ['people who leave keep their access', step({}, { skipOutOfScopeDeletions: true }), 'leavers-kept'],
    [
      'the token changes without a new generation',
      credentials({}, { SecretToken: 'MARKER-other' }),
      'token-without-overlap',
    ],
    [
      'the service may scale to zero',
      change('azurerm_container_app.app', template({}), template({ min_replicas: 0 })),
      'replicas-to-zero',
    ],
    ['the database becomes public', server({ public_network_access_enabled: true }), 'database-public'],
    [
      'an assignment is replaced since its role id is unknown',
      assigned('Finance', REVIEWER.id, null, openAgain),
      'assignment-role-unknown',
    ],
    [
      'groups are no longer provisioned',
      step(mapped([userName, active]), { mappings: { users: [userName, active], groups: [] } }),
      'object-type-off',
    ],
    ['another directory provisions', step({}, { directoryId: 'another' }), 'directory-changed'],
    ['a role is renamed', application(app, { app_role: [role(REVIEWER, { value: 'reviewer' })] }), 'role-renamed'],
    ['a role is disabled', application(app, { app_role: [role(REVIEWER, { enabled: false })] }), 'role-disabled'],
    ['the audience grows', application(app, { ...app, sign_in_audience: 'AzureADMultipleOrgs' }), 'audience-widened'],
    ...[
      ['0.0.0.0', '255.255.255.255'],
      ['10.0.0.0', '10.0.0.9'],
      ['9.255.255.255', '10.0.0.8'],
      [null, '10.0.0.8'],
    ].map(([start, end]): [string, PlannedChange, string] => [
      `a firewall rule of the database lets in ${String(start)} to ${String(end)} too`,
      firewall({ start_ip_address: String(start), end_ip_address: String(end) }),
      'database-public',
    ]),
    [
      'the credentials are replaced',
      change('azuread_synchronization_secret.credentials', {}, {}, replaced),
      'credentials-replaced',
    ],
    [
      'nothing from Azure gets in to the database any more',
      change('azurerm_postgresql_flexible_server_firewall_rule.azure', { name: 'azure' }, null),
      'network-lost',
    ],
    [
      'a setting of the database goes',
      change('azurerm_postgresql_flexible_server_configuration.x', { name: 'x', value: 'on' }, null),
      'database-setting-reset',
    ],
    [
      'the vault goes by access policies again',
      change('azurerm_key_vault.kv', { rbac_authorization_enabled: true }, { rbac_authorization_enabled: false }),
      'vault-rights-changed',
    ],
    ['an unknown resource is destroyed', change('acme_thing.x', { name: 'x' }, null), 'unknown-destroyed'],
  ])('is risky when %s', (_, planned, kind) => {
    expect(found(planned)).toContain(`risky ${kind}`);
    expect(found(planned)[0]).toMatch(/^risky /);
  });

  test.each<[string, PlannedChange, string]>([
    ['a role is new', application(app, { app_role: [role(REVIEWER), role(STEWARD)] }), 'role-created'],
    [
      'a role is described differently',
      application(app, { app_role: [role(REVIEWER, { description: 'x' })] }),
      'role-described',
    ],
    ['an assignment is new', assigned('Finance', null, REVIEWER.id), 'assignment-created'],
    [
      'a role is exchanged, the new one first',
      assigned('Finance', REVIEWER.id, STEWARD.id, { actions: ['create', 'delete'] }),
      'role-swapped',
    ],
    ['the token rotates', step({}, { tokenGeneration: 3 }), 'token-rotates'],
    [
      'the dialect changes',
      step({}, { tenantUrl: 'https://acme-scim.westeurope.example/scim/v2?aadOptscim062020' }),
      'dialect-changed',
    ],
    ['the threshold is lowered', step({}, { accidentalDeletionThreshold: 10 }), 'threshold-set'],
    [
      'an attribute is mapped that decides nothing',
      step(mapped([userName]), mapped([userName, { target: 'title', source: '[jobTitle]' }])),
      'mapping-changed',
    ],
    [
      'the type of a role is mapped',
      step(mapped([userName]), mapped([userName, { target: 'roles[primary eq "True"].type', source: '"x"' }])),
      'mapping-changed',
    ],
    ['a description changes', application(app, { ...app, notes: 'new' }), 'changed'],
    [
      'the service scales up',
      change('azurerm_container_app.app', template({}), template({ max_replicas: 8 })),
      'changed',
    ],
    [
      'a firewall rule of the database lets in fewer',
      firewall({ start_ip_address: '10.0.0.3', end_ip_address: '10.0.0.7' }),
      'changed',
    ],
    ['the application is protected again', change('terraform_data.protection', guard(false), guard(true)), 'changed'],
    ['an unknown resource is new', change('acme_thing.x', null, { name: 'x' }), 'unknown-changed'],
  ])('is routine when %s', (_, planned, kind) => {
    expect(found(planned)).toEqual([`routine ${kind}`]);
  });

  test('sees the role of a principal as exchanged when one assignment ends and another begins', () => {
    const { findings } = review(
      planOf([assigned('Finance', REVIEWER.id, null), { ...assigned('Finance', null, STEWARD.id), name: 'second' }]),
    );

    expect(findings.map(({ kind }) => kind)).toEqual(['role-swapped-with-gap']);
  });

  test('compares roles by id, whatever their order in the set', () => {
    const both = [role(REVIEWER), role(STEWARD)];

    expect(found(application({ app_role: both }, { app_role: both.toReversed() }))).toEqual(['routine changed']);
  });

  test('reports an endpoint only once, although both the credentials and the sync step name it', () => {
    const moved = 'https://other.example/scim';

    expect(found(credentials({}, { BaseAddress: moved }), step({}, { tenantUrl: moved }))).toEqual([
      'risky endpoint-moved',
    ]);
  });

  test('shows the tenant URL, but nothing that could be a password in it', () => {
    const { findings } = review(planOf([step({}, { tenantUrl: 'https://user:pw@other.example/scim?key=abc&flag' })]));

    expect(findings[0]?.subject).toBe('to https://other.example/scim?key=…&flag');
  });

  test('distinguishes a failed, incomplete or refused plan from a sound one', () => {
    const { findings } = review(
      planOf([], {
        errored: true,
        complete: false,
        checks: [{ status: 'fail', address: { to_display: 'check.endpoint' } }],
      }),
    );

    expect(findings.map(({ kind, what }) => [kind, what])).toEqual([
      ['plan-failed', 'the plan'],
      ['plan-incomplete', 'the plan'],
      ['check-failed', 'check.endpoint'],
    ]);
  });

  test('names the attribute that forces a replacement or, if there is none, the reason', () => {
    const forced = { ...replaced, replace_paths: [['template', 0, 'name']] };
    const tainted = { ...replaced, action_reason: 'replace_because_tainted' };

    expect(review(planOf([change('azurerm_subnet.a', {}, {}, forced)])).findings[0]?.because).toBe(
      'forced by template.name',
    );
    expect(review(planOf([change('azurerm_subnet.a', {}, {}, tainted)])).findings[0]?.because).toBe(
      'an earlier deployment of it failed half-way',
    );
  });

  test('shows only the address and the differing attributes of an unknown resource', () => {
    const { findings } = review(
      planOf([change('acme_thing.x', { colour: 'red', size: 1 }, { colour: 'blue', size: 1 })]),
    );

    expect(findings).toEqual([
      {
        kind: 'unknown-changed',
        address: 'acme_thing.x',
        what: 'acme_thing.x',
        subject: 'acme_thing.x',
        attributes: [],
        unshown: ['colour'],
      },
    ]);
  });

  test('says that a resource moves to another address, which is routine', () => {
    const moved = { ...application(app, app), previous_address: 'azuread_application.old' };

    expect(review(planOf([moved]))).toMatchObject({
      class: 'routine',
      findings: [{ kind: 'moved', what: 'application Contoso workspace, until now azuread_application.old' }],
    });
  });
});
