import { DEFAULT_POLICY } from '../../../../fleet/model/policy';
import type { JsonObject, PlannedChange, TerraformPlan } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { checkPolicy } from '../../../../programs/review/policy/check-policy';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, lookedUp, looksUp, planOf } from '../../../support/plan-document';
import { application, REVIEWER, role } from '../../../support/tenant-plan';

const GRAPH = {
  object_id: 'graph',
  display_name: 'Microsoft Graph',
  client_id: '00000003-0000-0000-c000-000000000000',
  app_role_ids: { 'Calendars.Read': 'calendar-role' },
};
const known = lookedUp(
  looksUp('data.azuread_service_principal.graph', GRAPH),
  looksUp('data.azuread_service_principal.robot', { object_id: 'robot', display_name: 'Robot', client_id: 'r' }),
  looksUp('data.azuread_group.sales', { object_id: 'g', display_name: 'Sales', members: [] }),
);

const review = (changes: readonly PlannedChange[], more: Partial<TerraformPlan> = {}) =>
  reviewPlan('x', 'x.json', planOf(changes, { ...known, ...more }));
const told = (...changes: readonly PlannedChange[]) =>
  review(changes).findings.map(({ kind, what }) => [`${CONSEQUENCES[kind].class} ${kind}`, what]);

const given = (type: string, values: JsonObject) => change(`${type}.x`, null, values);
const GLOBAL = {
  role_id: '62e90394-69f5-4237-9190-012177145e10',
  principal_object_id: 'robot',
  directory_scope_id: '/',
};
const graphRole = (app_role_id: string) =>
  given('azuread_app_role_assignment', { app_role_id, principal_object_id: 'robot', resource_object_id: 'graph' });

describe('rights in the directory', () => {
  test.each<[string, PlannedChange, string]>([
    [
      'a permission of Microsoft Graph',
      graphRole('19dbc75e-c2e2-444c-a770-ec69d8559fc7'),
      'Directory.ReadWrite.All of Microsoft Graph (principal) for Robot (principal)',
    ],
    [
      'a permission that the plan has looked up',
      graphRole('calendar-role'),
      'Calendars.Read of Microsoft Graph (principal) for Robot (principal)',
    ],
    [
      'a permission of which nobody knows the name',
      graphRole('some-role'),
      'some-role of Microsoft Graph (principal) for Robot (principal)',
    ],
    [
      'a directory role',
      given('azuread_directory_role_assignment', GLOBAL),
      'Global Administrator of / for Robot (principal)',
    ],
    [
      'a directory role by its member',
      given('azuread_directory_role_member', { role_object_id: 'x', member_object_id: 'g' }),
      'x for Sales (group)',
    ],
    [
      'eligibility for a directory role',
      given('azuread_directory_role_eligibility_schedule_request', {
        role_definition_id: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
        principal_id: 'g',
        directory_scope_id: '/',
      }),
      'Privileged Role Administrator of / for Sales (group)',
    ],
    [
      'eligibility for a group',
      given('azuread_privileged_access_group_eligibility_schedule', {
        assignment_type: 'owner',
        group_id: 'g',
        principal_id: 'robot',
      }),
      'owner of Sales (group) for Robot (principal)',
    ],
    [
      'a scheduled place in a group',
      given('azuread_privileged_access_group_assignment_schedule', {
        assignment_type: 'member',
        group_id: 'g',
        principal_id: 'robot',
      }),
      'member of Sales (group) for Robot (principal)',
    ],
    [
      'a role over an administrative unit',
      given('azuread_administrative_unit_role_member', {
        role_object_id: 'x',
        member_object_id: 'robot',
        administrative_unit_object_id: 'unit',
      }),
      'x of unit for Robot (principal)',
    ],
    [
      'a delegated permission',
      given('azuread_service_principal_delegated_permission_grant', {
        claim_values: ['openid', 'User.ReadWrite.All'],
        service_principal_object_id: 'robot',
        resource_service_principal_object_id: 'graph',
      }),
      'openid User.ReadWrite.All of Microsoft Graph (principal) for Robot (principal)',
    ],
  ])('are named where %s is granted', (_, planned, what) => {
    expect(told(planned)).toEqual([['risky directory-rights-granted', what]]);
  });

  test('are not access to the application: nobody gains or loses a role of it', () => {
    const lost = change('azuread_app_role_assignment.x', { app_role_id: 'x', resource_object_id: 'graph' }, null);

    expect(review([graphRole('x'), lost])).toMatchObject({ access: [], losers: [], holders: 0 });
  });

  test('are denied unless the policy says otherwise', () => {
    expect(checkPolicy(review([graphRole('x')]), DEFAULT_POLICY, [])).toMatchObject([
      { rule: 'ID013', outcome: 'broken' },
    ]);
  });

  test('are named when they are removed, and both principals when they move', () => {
    const [robot, sales] = [GLOBAL, { ...GLOBAL, principal_object_id: 'g' }];
    const moved = { actions: ['delete', 'create'], replace_paths: [['principal_object_id']] };

    expect(told(change('azuread_directory_role_assignment.x', robot, null))).toEqual([
      ['risky directory-rights-removed', 'Global Administrator of / for Robot (principal)'],
    ]);
    expect(told(change('azuread_directory_role_assignment.x', robot, sales, moved))).toEqual([
      ['risky directory-rights-granted', 'Global Administrator of / for Sales (group)'],
      ['risky directory-rights-removed', 'Global Administrator of / for Robot (principal)'],
    ]);
  });

  test('are named before any id is known, after what the configuration refers to', () => {
    const planned = change(
      'azuread_app_role_assignment.x',
      null,
      {},
      { after_unknown: { app_role_id: true, principal_object_id: true, resource_object_id: true } },
    );
    const expressions = {
      app_role_id: { references: ['data.azuread_service_principal.graph.app_role_ids["User.Read.All"]'] },
      principal_object_id: { references: ['azuread_service_principal.robot.object_id'] },
      resource_object_id: { references: ['data.azuread_service_principal.graph.object_id'] },
    };
    const resources = [
      { address: planned.address, mode: 'managed' as const, type: planned.type, name: 'x', expressions },
    ];

    expect(review([planned], { configuration: { root_module: { resources } } }).findings[0]?.what).toBe(
      'User.Read.All of Microsoft Graph (principal) for azuread_service_principal.robot',
    );
  });

  test('are reported even if the plan itself defines the service principal of Graph', () => {
    const app = { app_role: [role(REVIEWER)], client_id: 'ours' };
    const standing = (name: string, values: JsonObject) => change(`azuread_service_principal.${name}`, values, values);
    const findings = told(
      application(app, app),
      standing('app', { object_id: 'sp', client_id: 'ours', display_name: 'Contoso' }),
      standing('graph', GRAPH),
      graphRole('x'),
      given('azuread_app_role_assignment', {
        app_role_id: REVIEWER.id,
        principal_object_id: 'g',
        resource_object_id: 'sp',
      }),
    );

    expect(findings).toEqual([
      ['risky directory-rights-granted', 'x of Microsoft Graph (principal) for Robot (principal)'],
      ['routine assignment-created', 'Sales (group, 0 members) gains account_reviewer'],
    ]);
  });

  test('that are imported are reported', () => {
    const values = { app_role_id: 'x', resource_object_id: 'graph' };
    const imported = change('azuread_app_role_assignment.x', values, values, { importing: { id: '/1' } });

    expect(told(imported)).toEqual([['routine adopted', 'assignment, imported as /1']]);
  });
});
