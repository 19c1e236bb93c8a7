import type { JsonObject, PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { planOf } from '../../../support/plan-document';
import { application, assigned, REVIEWER, role, STEWARD } from '../../../support/tenant-plan';

const told = (...changes: readonly PlannedChange[]) =>
  reviewPlan('contoso', 'contoso.json', planOf(changes)).findings.map(({ kind, what }) => [kind, what]);

const both = { app_role: [role(REVIEWER), role(STEWARD)] };
const disabling = application(both, { app_role: [role(REVIEWER, { enabled: false }), role(STEWARD)] });
const removing = application(both, { app_role: [role(STEWARD)] });

describe('a role that is disabled together with its last assignment', () => {
  test('is reported once, as the first step of removing it', () => {
    expect(told(disabling, assigned('Finance', REVIEWER.id, null))).toEqual([
      ['assignment-destroyed', 'Finance (group, members not known) loses account_reviewer'],
      ['role-retired', 'role account_reviewer, until now assigned to Finance'],
    ]);
  });

  test('is reported the same way if its holders move to another role', () => {
    const swap = assigned('Finance', REVIEWER.id, STEWARD.id, { actions: ['create', 'delete'] });

    expect(told(disabling, swap).map(([kind]) => kind)).toEqual(['role-retired', 'role-swapped']);
  });

  test.each<[string, PlannedChange]>([
    ['still holds it', assigned('Legal', REVIEWER.id, REVIEWER.id)],
    ['is given it', assigned('Legal', null, REVIEWER.id)],
    ['is only forgotten', assigned('Legal', REVIEWER.id, null, { actions: ['forget'] })],
  ])('is disabled under somebody who %s', (_, legal) => {
    expect(told(disabling, assigned('Finance', REVIEWER.id, null), legal)).toContainEqual([
      'role-disabled-while-assigned',
      'role account_reviewer, which is assigned to Legal',
    ]);
  });
});

test('a role that is removed with its last assignment does not count as removed while somebody holds it', () => {
  expect(told(removing, assigned('Finance', REVIEWER.id, null)).map(([kind]) => kind)).toEqual([
    'assignment-destroyed',
    'role-removed',
  ]);
  expect(told(removing, assigned('Finance', REVIEWER.id, REVIEWER.id)).map(([kind]) => kind)).toEqual([
    'role-removed-while-assigned',
  ]);
});

describe('a role whose allowed member types change', () => {
  const types = (...allowed_member_types: string[]) => ({ app_role: [role(REVIEWER, { allowed_member_types })] });
  const change = (before: JsonObject, after: JsonObject) => told(application(before, after));

  test('is taken from applications, which a plan does not name', () => {
    expect(change(types('User', 'Application'), types('User'))).toEqual([
      ['role-closed-to-applications', 'role account_reviewer'],
    ]);
  });

  test('is reported beside the new name that a take-over gives it', () => {
    const made = { app_role: [role(REVIEWER, { display_name: 'Reviewer', allowed_member_types: ['Application'] })] };

    expect(change(made, types('User'))).toEqual([
      ['role-renamed', 'role account_reviewer'],
      ['role-closed-to-applications', 'role account_reviewer'],
      ['role-opened', 'role account_reviewer, to users and groups'],
    ]);
  });

  test('is opened to applications', () => {
    expect(change(types('User'), types('Application', 'User'))).toEqual([
      ['role-opened', 'role account_reviewer, to applications'],
    ]);
  });
});
