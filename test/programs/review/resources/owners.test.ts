import type { Json, PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, lookedUp, looksUp, planOf } from '../../../support/plan-document';
import { application } from '../../../support/tenant-plan';

const known = lookedUp(
  looksUp('data.azuread_client_config.caller', { object_id: 'deployer', tenant_id: 'd' }),
  looksUp('data.azuread_user.ann', { object_id: 'u', user_principal_name: 'ann@contoso.example' }),
);
const told = (planned: PlannedChange): [kind: string, owners: Json | undefined][] =>
  reviewPlan('x', 'x.json', planOf([planned], known)).findings.map(({ kind, attributes = [] }) => [
    kind,
    attributes.find(({ name }) => name === 'owners')?.after,
  ]);

const app = (owners: readonly string[] | null, after: readonly string[], more = {}) =>
  application(owners && { owners }, { owners: after }, more);

test('a new owner of an application is named, where the plan shows a name', () => {
  expect(told(app(['deployer'], ['deployer', 'u', 'other-id']))).toEqual([
    ['owners-added', ['deployer (the identity that deploys)', 'ann@contoso.example (user)', 'other-id']],
  ]);
});

test.each<[string, PlannedChange, string[]]>([
  ['is another', app(['u'], ['deployer']), ['owners-added']],
  ['is not known yet', app(['u'], ['u'], { actions: ['update'], after_unknown: { owners: true } }), ['owners-added']],
  ['is one of several who goes', app(['deployer', 'u'], ['deployer']), ['owners-left']],
  ['was the last', app(['u'], []), ['owners-removed']],
  ['owns the group', change('azuread_group.x', { owners: ['u'] }, { owners: ['u', 'v'] }), ['owners-added']],
  ['owns the principal', change('azuread_service_principal.x', { owners: [] }, { owners: ['u'] }), ['owners-added']],
  ['owns a new application', app(null, ['u']), ['owners-added', 'created']],
  ['deploys owns what is new', app(null, ['deployer']), ['created']],
])('an owner who %s is reported', (_, planned, kinds) => {
  expect(told(planned).map(([kind]) => kind)).toEqual(kinds);
});
