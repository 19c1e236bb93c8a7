import type { JsonObject, PlannedChange, TerraformPlan } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, planOf, realPlan } from '../../../support/plan-document';
import { application, assigned, REVIEWER, role, STEWARD } from '../../../support/tenant-plan';

/** The change that was made in the portal, and what the plan does about it. */
function told(drift: PlannedChange, ...changes: readonly PlannedChange[]): [what: string, apply: string] | undefined {
  const { drift: all, ...rest } = reviewPlan('contoso', 'contoso.json', planOf(changes, { resource_drift: [drift] }));
  expect(rest.findings.length).toBeLessThanOrEqual(changes.length);
  const [first] = all;
  return first && [`${first.finding.kind}: ${first.finding.what}`, first.apply];
}

describe('drift', () => {
  test('says who was removed in the portal, by name, and that they are given the role again', () => {
    const roles = { app_role: [role(REVIEWER)] };

    expect(
      told(assigned('Finance', REVIEWER.id, null), assigned('Finance', null, REVIEWER.id), application(roles, roles)),
    ).toEqual([
      'assignment-destroyed: Finance (group, members not known) loses account_reviewer',
      'Applying the plan creates it again.',
    ]);
  });

  test('says which role was added in the portal, and that the plan removes it', () => {
    const [one, two] = [{ app_role: [role(REVIEWER)] }, { app_role: [role(REVIEWER), role(STEWARD)] }];

    expect(told(application(one, two), application(two, one))).toEqual([
      'role-created: role data_steward',
      'Applying the plan changes it to what the configuration says.',
    ]);
  });

  test('names a role that somebody lost by its old name, even if the plan renames it', () => {
    const [old, renamed] = [{ app_role: [role(REVIEWER)] }, { app_role: [role(REVIEWER, { value: 'auditor' })] }];

    expect(told(assigned('Finance', REVIEWER.id, null), application(old, renamed))?.[0]).toBe(
      'assignment-destroyed: Finance (group, members not known) loses account_reviewer',
    );
  });

  test('distinguishes changes that the plan undoes from changes that it leaves alone', () => {
    const [known, found] = [
      { notes: 'a', sign_in_audience: 'x' },
      { notes: 'b', sign_in_audience: 'y' },
    ];

    expect(told(application(known, found), application(found, { ...found, notes: 'a' }))?.[1]).toBe(
      'Applying the plan changes notes to what the configuration says and leaves the rest.',
    );
  });

  test('says that a resource outside the configuration stays', () => {
    const found = { enabled: false };

    expect(
      told(
        change('azuread_synchronization_job.job', { enabled: true }, found),
        change('azuread_synchronization_job.job', found, found),
      ),
    ).toEqual(['provisioning-paused: provisioning job', 'Applying the plan leaves it as it is now.']);
  });

  test('claims nothing about applying a refresh-only plan', () => {
    const roles = { app_role: [role(REVIEWER)] };
    const { change: app } = application(roles, roles);
    const values = app.before as JsonObject;
    const address = 'azuread_application.app';
    const document: TerraformPlan = {
      format_version: '1.2',
      planned_values: { root_module: {} },
      resource_drift: [assigned('Finance', REVIEWER.id, null)],
      prior_state: {
        values: {
          root_module: { resources: [{ address, mode: 'managed', type: 'azuread_application', name: 'app', values }] },
        },
      },
    };

    const { drift, class: worst } = reviewPlan('contoso', 'contoso.json', document);

    expect(worst).toBeUndefined();
    expect(drift.map(({ finding, apply }) => [finding.what, apply])).toEqual([
      [
        'Finance (group, members not known) loses account_reviewer',
        'This plan only looks. The next deployment restores what the configuration says, and leaves the rest as it is.',
      ],
    ]);
  });

  test('does not mistake a failed plan for a refresh-only one', () => {
    const document = planOf([], { errored: true, resource_drift: [assigned('Finance', REVIEWER.id, null)] });

    expect(reviewPlan('contoso', 'contoso.json', document).drift.map(({ apply }) => apply)).toEqual([
      'Terraform failed before it planned what to do about it.',
    ]);
  });

  test('is not reported when a provider merely writes an empty value differently', () => {
    expect(realPlan('create').resource_drift).toBeUndefined();
    expect(realPlan('remove-role').resource_drift).toHaveLength(2);

    const { drift } = reviewPlan('contoso', 'contoso.json', realPlan('remove-role'));

    expect(drift).toEqual([]);
  });
});
