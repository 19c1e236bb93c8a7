import type { JsonObject, PlannedChange, TerraformPlan } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, lookedUp, looksUp, planOf } from '../../../support/plan-document';
import { application, assigned, assignment, REVIEWER, role, STEWARD } from '../../../support/tenant-plan';

const ROLES = { app_role: [role(REVIEWER), role(STEWARD)] };

/** The affected principals and how their access changes, in words. */
function told(changes: readonly PlannedChange[], more?: Partial<TerraformPlan>): string[] {
  const document = planOf([application(ROLES, ROLES), ...changes], more);
  return reviewPlan('contoso', 'contoso.json', document).findings.map(({ what }) => what);
}

describe('a change to access', () => {
  test('names a group as the plan looked it up, with its number of members', () => {
    const group = looksUp('data.azuread_group.finance', {
      object_id: 'object-id-of-Finance',
      display_name: 'Finance & Legal',
      members: ['a', 'b', 'c'],
    });

    expect(told([assigned('Finance', REVIEWER.id, null)], lookedUp(group))).toEqual([
      'Finance & Legal (group, 3 members) loses account_reviewer',
    ]);
  });

  test('names a principal that is not known yet after the data source that the assignment refers to', () => {
    const unknown = { after_unknown: { principal_object_id: true, principal_display_name: true } };
    const create = change('azuread_app_role_assignment.user-ann', null, { app_role_id: STEWARD.id }, unknown);
    const configuration = {
      root_module: {
        resources: [
          {
            address: create.address,
            expressions: {
              principal_object_id: { references: ['data.azuread_user.ann.object_id', 'data.azuread_user.ann'] },
            },
          },
          {
            address: 'data.azuread_user.ann',
            expressions: { user_principal_name: { constant_value: 'ann@contoso.com' } },
          },
        ].map((resource) => ({ mode: 'managed' as const, type: '', name: '', ...resource })),
      },
    };

    expect(told([create], { configuration })).toEqual(['ann@contoso.com (user) gains data_steward']);
  });

  test.each([
    ['is known', {}],
    ['is not known before the plan is applied', { principal_object_id: true, principal_display_name: true }],
  ])('names a principal that is looked up for one place in the configuration, if the object id %s', (_, unknown) => {
    const lookup = looksUp('data.azuread_group.finance["config/tenants/contoso.yaml:14"]', {
      object_id: 'object-id-of-Finance',
      display_name: 'Finance',
      members: ['a', 'b'],
    });
    const isKnown = Object.keys(unknown).length === 0;
    const known: JsonObject = isKnown ? { principal_object_id: 'object-id-of-Finance' } : {};
    const address = 'azuread_app_role_assignment.group-finance';
    const create = change(address, null, { app_role_id: STEWARD.id, ...known }, { after_unknown: unknown });
    const expressions = { principal_object_id: { references: ['data.azuread_group.finance'] } };
    const configured = { address, mode: 'managed' as const, type: '', name: '', expressions };

    expect(
      told([create], { ...lookedUp(lookup), configuration: { root_module: { resources: [configured] } } }),
    ).toEqual(['Finance (group, 2 members) gains data_steward']);
  });

  test('names a principal given only by object id by the name that Entra reported with the assignment', () => {
    expect(told([assigned('Finance', REVIEWER.id, null)])).toEqual([
      'Finance (group, members not known) loses account_reviewer',
    ]);
  });

  test('counts no loss of access when the old assignment is left over from a failed deployment', () => {
    const leftOver = { ...assigned('Finance', REVIEWER.id, null), deposed: 'abcd1234' };

    expect(told([assigned('Finance', STEWARD.id, STEWARD.id), leftOver])).toEqual([
      'Finance (group) goes from account_reviewer to data_steward',
    ]);
  });

  test('names the role that remains when somebody loses one of two, and reports no exchange', () => {
    const other = { ...assigned('Finance', STEWARD.id, STEWARD.id), address: 'azuread_app_role_assignment.by-hand' };
    const plan = planOf([application(ROLES, ROLES), assigned('Finance', REVIEWER.id, null), other]);

    const { class: worst, findings, losers } = reviewPlan('contoso', 'contoso.json', plan);

    expect(worst).toBe('destructive');
    expect(findings).toMatchObject([
      {
        kind: 'assignment-destroyed',
        what: 'Finance (group, members not known) loses account_reviewer and keeps data_steward',
      },
    ]);
    expect(losers).toEqual([]);
  });

  test('reports another principal behind the same assignment as a loss and a gain', () => {
    const planned = change(
      'azuread_app_role_assignment.group-finance',
      assignment('Finance', REVIEWER.id),
      assignment('Legal', REVIEWER.id),
      { actions: ['create', 'delete'], replace_paths: [['principal_object_id']] },
    );

    expect(told([planned])).toEqual([
      'Finance (group, members not known) loses account_reviewer',
      'Legal (group) gains account_reviewer',
    ]);
  });

  test('reports a different principal even if the role is not known yet', () => {
    const planned = change(
      'azuread_app_role_assignment.group-finance',
      assignment('Finance', REVIEWER.id),
      { principal_object_id: 'object-id-of-Legal', principal_display_name: 'Legal', principal_type: 'Group' },
      { actions: ['delete', 'create'], after_unknown: { app_role_id: true } },
    );

    expect(told([planned])).toEqual([
      'Finance (group, members not known) loses account_reviewer',
      'Legal (group) gains (known after apply)',
    ]);
  });

  test('names a lost role by its old name, and a gained role by its new one', () => {
    const renamed = { app_role: [role(REVIEWER, { value: 'auditor' }), role(STEWARD)] };
    const changes = [
      application(ROLES, renamed),
      assigned('Finance', REVIEWER.id, null),
      assigned('Legal', null, REVIEWER.id),
      assigned('Sales', REVIEWER.id, STEWARD.id, { actions: ['create', 'delete'] }),
    ];

    const { access } = reviewPlan('contoso', 'contoso.json', planOf(changes));

    expect(access.map(({ principal, before, after }) => [principal.name, before, after])).toEqual([
      ['Finance', 'account_reviewer', undefined],
      ['Legal', undefined, 'auditor'],
      ['Sales', 'account_reviewer', 'data_steward'],
    ]);
  });

  test('says that an old role stays if a replacement only forgets it', () => {
    const planned = assigned('Finance', REVIEWER.id, STEWARD.id, { actions: ['create', 'forget'] });

    expect(told([planned])).toEqual(['Finance (group) holds account_reviewer', 'Finance (group) gains data_steward']);
  });
});
