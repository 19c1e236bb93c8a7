import type { JsonObject } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf } from '../../../support/plan-document';

const ANN = {
  user_principal_name: 'ann@contoso.example',
  mail: 'ann@contoso.example',
  department: 'Sales',
  account_enabled: true,
  password: 'MARKER-password-1',
};
const SALES = {
  display_name: 'Sales',
  security_enabled: true,
  visibility: 'Private',
  members: ['a', 'b'],
  dynamic_membership: [{ enabled: true, rule: 'user.department -eq "Sales"' }],
};

/** Findings about a change to the user Ann, or to the group Sales. */
function told(type: 'group' | 'user', after: JsonObject, more = {}) {
  const before = type === 'user' ? ANN : SALES;
  const planned = change(`azuread_${type}.x`, before, { ...before, ...after }, more);
  return reviewPlan('x', 'x.json', planOf([planned])).findings.map(({ kind, what, attributes = [], unshown = [] }) => ({
    told: `${CONSEQUENCES[kind].class} ${kind}`,
    what,
    attributes,
    unshown,
  }));
}

describe('a user of the directory', () => {
  test('being disabled is a destructive change, by name, since Entra then sends active = false', () => {
    expect(told('user', { account_enabled: false })).toEqual([
      {
        told: 'destructive user-disabled',
        what: 'user ann@contoso.example',
        attributes: [{ name: 'account_enabled', before: true, after: false }],
        unshown: [],
      },
    ]);
    expect(CONSEQUENCES['user-disabled'].next).toContain('active = false');
  });

  test('who may turn out to be disabled is reported in the same way', () => {
    const unknown = { actions: ['update'], after_unknown: { account_enabled: true } };

    expect(told('user', {}, unknown).map((one) => one.told)).toEqual(['destructive user-disabled']);
  });

  test('being enabled again is reported', () => {
    const planned = change('azuread_user.x', { ...ANN, account_enabled: false }, ANN);

    expect(reviewPlan('x', 'x.json', planOf([planned])).findings).toMatchObject([{ kind: 'user-enabled' }]);
  });

  test.each([
    ['user_principal_name', 'risky user-matching-changed'],
    ['mail', 'risky user-matching-changed'],
    ['employee_id', 'risky user-matching-changed'],
    ['department', 'risky user-attributes-changed'],
    ['given_name', 'risky user-attributes-changed'],
    ['password', 'risky user-password-changed'],
    ['force_password_change', 'risky user-password-changed'],
  ])('whose %s changes is reported as %s', (name, expected) => {
    expect(told('user', { [name]: 'MARKER-password-2' }).map((one) => one.told)).toEqual([expected]);
  });

  test('has attributes that are named, but not their values', () => {
    const findings = told('user', { department: 'Legal', mail: 'a.b@contoso.example', password: 'MARKER-password-2' });

    expect(findings.map(({ told: kind, unshown }) => [kind, unshown])).toEqual([
      ['risky user-matching-changed', ['mail']],
      ['risky user-password-changed', ['password']],
      ['risky user-attributes-changed', ['department']],
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/MARKER|a\.b|Legal/);
  });
});

describe('a group of the directory', () => {
  test('whose rule changes is risky, with the rule', () => {
    const rule = 'user.department -eq "Legal"';

    expect(told('group', { dynamic_membership: [{ enabled: true, rule }] })).toEqual([
      {
        told: 'risky group-rule-changed',
        what: 'group Sales',
        attributes: [{ name: 'dynamic_membership.rule', before: 'user.department -eq "Sales"', after: rule }],
        unshown: [],
      },
    ]);
  });

  test.each<[string, JsonObject, string, object]>([
    [
      'whose rule is no longer evaluated',
      { dynamic_membership: [{ ...SALES.dynamic_membership[0], enabled: false }] },
      'risky group-rule-changed',
      {},
    ],
    ['whose rule goes', { dynamic_membership: [] }, 'risky group-rule-changed', {}],
    ['that is renamed', { display_name: 'Sales EMEA' }, 'risky group-matching-changed', {}],
    ['that somebody leaves', { members: ['a', 'c'] }, 'destructive group-members-removed', {}],
    ['that somebody joins', { members: ['a', 'b', 'c'] }, 'risky group-members-changed', {}],
    [
      'of which the members are not known',
      { members: [] },
      'risky group-members-changed',
      { actions: ['update'], after_unknown: { members: true } },
    ],
    ['that everybody may join', { visibility: 'Public' }, 'risky group-open', {}],
    ['that is no security group any more', { security_enabled: false }, 'risky group-security-changed', {}],
    ['that others administer', { administrative_unit_ids: ['u'] }, 'risky administered-by-others', {}],
    ['whose description changes', { description: 'x' }, 'routine changed', {}],
  ])('%s is reported', (_, after, expected, more) => {
    expect([...new Set(told('group', after, more).map((one) => one.told))]).toEqual([expected]);
  });

  test('that is new may have directory roles, or be open to everybody', () => {
    const made = change('azuread_group.x', null, { display_name: 'x', assignable_to_role: true, visibility: 'Public' });

    expect(reviewPlan('x', 'x.json', planOf([made])).findings.map(({ kind }) => kind)).toEqual([
      'group-open',
      'group-role-assignable',
      'group-created',
    ]);
  });
});
