import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, lookedUp, looksUp, planOf } from '../../../support/plan-document';

const known = lookedUp(
  looksUp('data.azuread_group.sales', { object_id: 'g', display_name: 'Sales', members: ['a'] }),
  looksUp('data.azuread_user.ann', { object_id: 'u', user_principal_name: 'ann@contoso.example' }),
);
const told = (planned: PlannedChange) =>
  reviewPlan('x', 'x.json', planOf([planned], known)).findings.map(({ kind, what }) => [kind, what]);

const inSales = (member: string) => ({ group_object_id: 'g', member_object_id: member });
const ANEW = { actions: ['delete', 'create'] };

test.each<[string, PlannedChange, string, string]>([
  [
    'comes into a group',
    change('azuread_group_member.x', null, inSales('u')),
    'group-members-changed',
    'ann@contoso.example (user) in Sales (group)',
  ],
  [
    'leaves a group',
    change('azuread_group_member.x', inSales('u'), null),
    'group-members-removed',
    'ann@contoso.example (user) in Sales (group)',
  ],
  [
    'takes the place of another',
    change('azuread_group_member.x', inSales('u'), inSales('v'), ANEW),
    'group-members-removed',
    'ann@contoso.example (user) in Sales (group) → v in Sales (group)',
  ],
  [
    'comes under other administrators',
    change('azuread_administrative_unit_member.x', null, {
      administrative_unit_object_id: 'unit',
      member_object_id: 'u',
    }),
    'administered-by-others',
    'ann@contoso.example (user) in unit',
  ],
  [
    'comes to own an application',
    change('azuread_application_owner.x', null, { application_id: '/applications/1', owner_object_id: 'u' }),
    'owners-added',
    'ann@contoso.example (user) of /applications/1',
  ],
])('names who %s', (_, planned, kind, what) => {
  expect(told(planned)).toEqual([[kind, what]]);
});

test('names users and groups that the plan itself creates, before the ids are known', () => {
  const unknown = { after_unknown: { member_object_id: true, group_object_id: true } };
  const planned = change('azuread_group_member.x', null, {}, unknown);
  const user = change('azuread_user.bob', null, { user_principal_name: 'bob@contoso.example' });
  const expressions = {
    member_object_id: { references: ['azuread_user.bob.object_id', 'azuread_user.bob'] },
    group_object_id: { references: ['data.azuread_group.sales.object_id', 'data.azuread_group.sales'] },
  };
  const resources = [
    { address: planned.address, mode: 'managed' as const, type: planned.type, name: 'x', expressions },
  ];
  const document = planOf([planned, user], { ...known, configuration: { root_module: { resources } } });

  expect(reviewPlan('x', 'x.json', document).findings).toContainEqual(
    expect.objectContaining({ kind: 'group-members-changed', what: 'bob@contoso.example (user) in Sales (group)' }),
  );
});
