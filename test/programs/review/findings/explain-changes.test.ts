import { policySchema } from '../../../../fleet/model/policy';
import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { checkPolicy } from '../../../../programs/review/policy/check-policy';
import { change, planOf } from '../../../support/plan-document';
import { application, assigned, REVIEWER, role } from '../../../support/tenant-plan';

const review = (...changes: readonly PlannedChange[]) => reviewPlan('contoso', 'contoso.json', planOf(changes));
const told = (...changes: readonly PlannedChange[]) =>
  review(...changes).findings.map(({ kind, what }) => [kind, what]);

const importing = { importing: { id: '/servicePrincipals/1/appRoleAssignedTo/2' } };
const app = { app_role: [role(REVIEWER)] };

describe('an import', () => {
  test('of an unchanged assignment says who holds which role, managed here from now on', () => {
    const plan = review(application(app, app), assigned('Finance', REVIEWER.id, REVIEWER.id, importing));

    expect(plan.findings.map(({ kind, what }) => [kind, what])).toEqual([
      [
        'assignment-adopted',
        'Finance (group) holds account_reviewer, imported as /servicePrincipals/1/appRoleAssignedTo/2',
      ],
    ]);
    expect(plan).toMatchObject({ class: 'routine', losers: [], holders: 1 });
  });

  test('of an assignment gives nobody a privileged role', () => {
    const plan = review(application(app, app), assigned('Finance', REVIEWER.id, REVIEWER.id, importing));

    expect(checkPolicy(plan, policySchema.parse({ privilegedRoles: [REVIEWER.value] }), [])).toEqual([]);
  });

  test('that also changes the resource reports both, with the id', () => {
    const planned = application(
      { ...app, notes: 'a' },
      { ...app, notes: 'b' },
      { importing: { id: '/applications/3' } },
    );

    expect(told(planned)).toEqual([
      ['changed', 'application Contoso workspace'],
      ['adopted', 'application Contoso workspace, imported as /applications/3'],
    ]);
  });

  test('that also replaces the resource reports both', () => {
    const replaced = { actions: ['delete', 'create'], importing: { id: '/4' } };

    expect(told(change('azurerm_key_vault.x', { name: 'x' }, { name: 'x' }, replaced))).toEqual([
      ['vault-destroyed', 'key vault x'],
      ['adopted', 'key vault x, imported as /4'],
    ]);
  });

  test.each([
    ['of which the id is not known yet', 'acme_thing.x', { unknown: true }, 'acme_thing.x, imported'],
    ['of a token', 'random_password.scim-token-contoso-1', { id: 'none' }, 'random password, imported as none'],
  ])('%s is reported', (_, address, imported, what) => {
    const stays = change(address, { length: 1 }, { length: 1 }, { importing: imported });

    expect(told(stays)).toEqual([['adopted', what]]);
  });
});

test('an assignment counts as changed even if only its timeout does', () => {
  const [before, after] = [{ timeouts: { create: '5m' } }, { timeouts: { create: '9m' } }];

  expect(told(change('azuread_app_role_assignment.x', before, after))).toEqual([['changed', 'assignment']]);
});
