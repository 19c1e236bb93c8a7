import { DEFAULT_POLICY, type Policy, policySchema } from '../../../../fleet/model/policy';
import { POLICY_RULES } from '../../../../fleet/model/policy-rule';
import type { PlannedChange, TerraformPlan } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { checkPolicy, type RuleResult } from '../../../../programs/review/policy/check-policy';
import { RULES } from '../../../../programs/review/policy/rules';
import { change, lookedUp, looksUp, planOf, realPlan } from '../../../support/plan-document';
import { application, assigned, credentials, REVIEWER, role, step } from '../../../support/tenant-plan';

interface Call {
  readonly policy?: Partial<Policy>;
  readonly labels?: readonly string[];
  readonly more?: Partial<TerraformPlan>;
}

function check(changes: readonly PlannedChange[], { policy = {}, labels = [], more = {} }: Call = {}): RuleResult[] {
  const plan = reviewPlan('contoso', 'contoso.json', planOf(changes, more));
  return checkPolicy(plan, { ...DEFAULT_POLICY, ...policy }, labels);
}

/** Each result as `<rule> <outcome>`, for example `ID001 broken`. */
const said = (...call: Parameters<typeof check>) => check(...call).map(({ rule, outcome }) => `${rule} ${outcome}`);

const app = { app_role: [role(REVIEWER)] };
const asking = (...ids: readonly string[]) => ({
  ...app,
  required_resource_access: ids.map((id) => ({ resource_app_id: 'graph', resource_access: [{ id, type: 'Role' }] })),
});
const ADMIN = { id: 'f0000000-0000-5000-8000-000000000009', value: 'account_administrator' };
const losing = ['Finance', 'Legal', 'Sales'].map((name) => assigned(name, REVIEWER.id, null));

/** Groups that the plan looks up, each with this many members. */
const groupsOf = (members: number, ...names: readonly string[]) =>
  lookedUp(
    ...names.map((name) =>
      looksUp(`data.azuread_group.${name}`, {
        object_id: `object-id-of-${name}`,
        display_name: name,
        members: Array.from({ length: members }, (_, index) => `member-${index}`),
      }),
    ),
  );
const image = (image: string) => ({ template: [{ min_replicas: 2, container: [{ image }] }] });

/** The schema of each rule, with the description that editors show. */
const { shape: ruleSchemas } = policySchema.shape.rules.unwrap();

describe('checkPolicy', () => {
  test('lets a routine plan pass', () => {
    expect(check([assigned('Finance', null, REVIEWER.id), application(app, app)])).toEqual([]);
  });

  test.each<[string, PlannedChange[], string]>([
    ['the job destroyed', [change('azuread_synchronization_job.job', {}, null)], 'ID001 broken'],
    [
      'an application that may be destroyed from now on',
      [
        change(
          'terraform_data.protection',
          { input: { deletionProtection: true } },
          { input: { deletionProtection: false } },
        ),
      ],
      'ID001 broken',
    ],
    ['the directory changed', [step({}, { directoryId: 'another' })], 'ID002 broken'],
    ['the scope widened', [step({}, { scope: 'all' })], 'ID003 broken'],
    [
      'a privileged role given',
      [application({ app_role: [role(ADMIN)] }, { app_role: [role(ADMIN)] }), assigned('Ops', null, ADMIN.id)],
      'ID004 broken',
    ],
    ['three groups without access', losing, 'ID005 broken'],
    ['a role removed', [application(app, { app_role: [] })], 'ID006 broken'],
    [
      'a role disabled that somebody holds',
      [
        application(app, { app_role: [role(REVIEWER, { enabled: false })] }),
        assigned('Finance', REVIEWER.id, REVIEWER.id),
      ],
      'ID006 broken',
    ],
    [
      'assignments no longer required',
      [
        change(
          'azuread_service_principal.app',
          { app_role_assignment_required: true },
          { app_role_assignment_required: false },
        ),
      ],
      'ID007 broken',
    ],
    ['the endpoint moved', [step({}, { tenantUrl: 'https://other.example' })], 'ID008 warning'],
    ['active not mapped', [step({}, { mappings: { users: [], groups: [] } })], 'ID009 broken'],
    ['the token rotated', [step({}, { tokenGeneration: 3 })], 'ID010 warning'],
    ['provisioning paused', [step({}, { enabled: false })], 'ID011 warning'],
    ['a key that stays for good', [credentials({}, { SyncNotificationSettings: '{}' })], 'ID012 broken'],
    ['a password of the application', [application(app, { ...app, password: [{ key_id: '1' }] })], 'ID013 broken'],
    [
      'another password of the application',
      [application({ ...app, password: [{ key_id: '1' }] }, { ...app, password: [{ key_id: '2' }] })],
      'ID013 broken',
    ],
    ...[
      'application_password',
      'application_certificate',
      'application_federated_identity_credential',
      'service_principal_password',
      'application_api_access',
    ].map((type): [string, PlannedChange[], string] => [
      `an azuread_${type}`,
      [change(`azuread_${type}.x`, null, { value: 'MARKER' })],
      'ID013 broken',
    ]),
    ['one permission for another', [application(asking('read'), asking('write'))], 'ID013 broken'],
    [
      'permissions that are not known yet',
      [application(asking('read'), app, { after_unknown: { required_resource_access: true } })],
      'ID013 broken',
    ],
    ['a wider audience', [application(app, { ...app, sign_in_audience: 'AzureADMultipleOrgs' })], 'ID013 broken'],
    ['the vault destroyed', [change('azurerm_key_vault.kv', {}, null)], 'SV001 broken'],
    ['an image by tag', [change('azurerm_container_app.app', image('a@sha256:0'), image('a:latest'))], 'SV002 broken'],
    [
      'rights over a subscription',
      [change('azurerm_role_assignment.r', null, { role_definition_name: 'Owner', scope: '/subscriptions/1' })],
      'SV003 broken',
    ],
  ])('finds %s', (_, changes, result) => {
    expect(said(changes)).toContain(result);
  });

  test('allows removing permissions and passwords of the application', () => {
    expect(said([application(asking('read', 'write'), asking('write'))])).toEqual([]);
    expect(said([application(asking('read'), app)])).toEqual([]);
    expect(said([application({ ...app, password: [{ key_id: '1' }] }, app)])).toEqual([]);
  });

  test('finds a failed plan and drift', () => {
    const drift = { resource_drift: [application(app, { ...app, notes: 'by hand' })] };

    expect(said([], { more: { errored: true } })).toContain('PL001 broken');
    expect(said([], { more: drift })).toEqual(['PL002 warning']);
  });

  test.each(RULES.map(({ id, title, demand }) => [id, title, demand] as const))(
    'says in the report and by default demands what editors and the configuration page say: %s, %s',
    (id, title, demand) => {
      const [, objections = '', demands] = /^(.*)\. Default: (.*)\.$/.exec(ruleSchemas[id].description ?? '') ?? [];

      expect(objections.toLowerCase().split(', or ')).toEqual(
        expect.arrayContaining(title.toLowerCase().split(', or ')),
      );
      expect(demands).toContain(typeof demand === 'string' ? demand : `label \`${demand.label}\``);
    },
  );

  test('leaves no objection of the catalogue unchecked', () => {
    const { CL001, ...others } = POLICY_RULES; // depends on the labels in the policy

    expect(CL001).toHaveLength(1);
    expect(RULES.map(({ title }) => title)).toEqual(
      Object.values(others).flatMap((all) => all.map(({ title }) => title)),
    );
  });

  test('a label allows only what requires that label', () => {
    const planned = [change('azuread_synchronization_job.job', {}, null), change('azurerm_key_vault.kv', {}, null)];

    expect(said(planned, { labels: ['allow-destroy'] })).toEqual(['ID001 allowed', 'SV001 broken', 'CL001 broken']);
    expect(said(planned, { labels: ['access-change', 'allow-destroy'] })).toEqual([
      'ID001 allowed',
      'SV001 broken',
      'CL001 allowed',
    ]);
  });

  test('counts the members of groups as users where the plan shows them', () => {
    const [first] = check([assigned('Finance', REVIEWER.id, null)], { more: groupsOf(300, 'Finance') });

    expect(first).toEqual({
      rule: 'ID005',
      plan: 'contoso',
      outcome: 'broken',
      title: 'more may lose access than the limits allow',
      found: ['300 users lose access; the limit is 25'],
      label: 'access-change',
    });
  });

  test('does not call a limit kept if the plan does not show how many members a group has', () => {
    const planned = ['Finance', 'Legal'].map((name) => assigned(name, REVIEWER.id, null));
    const found = (more: Partial<TerraformPlan>) =>
      check(planned, { more }).flatMap(({ rule, found: where }) => (rule === 'ID005' ? where : []));

    expect(found({})).toEqual([
      'the plan does not say how many people lose access with Finance; the limit is 25 users',
      'the plan does not say how many people lose access with Legal; the limit is 25 users',
    ]);
    expect(found(groupsOf(26, 'Finance'))).toEqual(['at least 26 users lose access; the limit is 25']);
    expect(found(groupsOf(0, 'Finance', 'Legal'))).toEqual([]);
  });

  test('cannot tell from a real plan how many people lose access with a group that is no longer looked up', () => {
    const plan = reviewPlan('contoso', 'contoso.json', realPlan('remove-assignment'));

    expect(checkPolicy(plan, DEFAULT_POLICY, [])).toMatchObject([
      {
        rule: 'ID005',
        outcome: 'broken',
        found: [expect.stringContaining('how many people lose access with Finance')],
      },
      { rule: 'CL001', outcome: 'broken' },
    ]);
  });

  test('measures losses of access against all holders of a role, if the policy says so', () => {
    const planned = [
      assigned('Finance', REVIEWER.id, null),
      assigned('Legal', REVIEWER.id, REVIEWER.id),
      assigned('Sales', null, REVIEWER.id), // the principal had no role before
    ];
    const found = (percent: number | undefined) => {
      const policy = { limits: { ...DEFAULT_POLICY.limits, ...(percent === undefined ? {} : { percent }) } };
      const results = check(planned, { more: groupsOf(1, 'Finance', 'Legal', 'Sales'), policy });
      return results.flatMap(({ rule, found: where }) => (rule === 'ID005' ? where : []));
    };

    expect(found(49)).toEqual(['1 of 2 users and groups with a role lose access; the limit is 49 %']);
    expect(found(50)).toEqual([]);
    expect(found(undefined)).toEqual([]);
  });

  test('takes limits, resources, roles, labels and demands from the policy', () => {
    const more = groupsOf(1, 'Finance', 'Legal', 'Sales');
    expect(said(losing, { more, policy: { limits: { groups: 3, users: 25 }, labels: {} } })).toEqual([]);
    expect(said(losing, { policy: { labels: {}, rules: { ID005: 'warn' } } })).toEqual(['ID005 warning']);
    expect(said(losing, { policy: { labels: { destructive: 'x' }, rules: { ID005: 'off' } }, labels: ['x'] })).toEqual([
      'CL001 allowed',
    ]);
    expect(
      said([change('azurerm_subnet.apps', {}, null)], { policy: { neverDestroy: ['azurerm_subnet.apps'] } }),
    ).toEqual(['SV001 broken']);
    expect(
      said([application(app, app), assigned('Ops', null, REVIEWER.id)], {
        policy: { privilegedRoles: [REVIEWER.value] },
      }),
    ).toEqual(['ID004 broken']);
  });
});
