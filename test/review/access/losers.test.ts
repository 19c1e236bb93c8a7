import type { PlannedChange } from '../../../review/plan/terraform-plan';
import { reviewPlan } from '../../../review/plan-review';
import { planOf } from '../../support/plan-document';
import { application, assigned, REVIEWER, role, STEWARD } from '../../support/tenant-plan';

const BOTH = { app_role: [role(REVIEWER), role(STEWARD)] };
const STEWARD_ALONE = { app_role: [role(STEWARD)] };
const CREATES_FIRST = { actions: ['create', 'delete'] };

function losers(...changes: readonly PlannedChange[]): string[] {
  return reviewPlan('contoso', 'contoso.json', planOf(changes)).losers.map(({ name }) => name);
}

describe('who loses access', () => {
  test('are those whose assignment goes, and those whose role goes', () => {
    expect(
      losers(
        application(BOTH, STEWARD_ALONE),
        assigned('Finance', REVIEWER.id, REVIEWER.id),
        assigned('Legal', STEWARD.id, null),
        assigned('Stewards', STEWARD.id, STEWARD.id),
      ).sort(),
    ).toEqual(['Finance', 'Legal']);
  });

  test('are not those who move from the role that goes to one that stays', () => {
    expect(
      losers(
        application(BOTH, STEWARD_ALONE),
        assigned('Finance', REVIEWER.id, STEWARD.id, CREATES_FIRST),
        assigned('Legal', REVIEWER.id, null),
        { ...assigned('Legal', null, STEWARD.id), address: 'azuread_app_role_assignment.legal-again' },
      ),
    ).toEqual([]);
  });

  test('are those who move to a role that goes', () => {
    expect(
      losers(application(BOTH, STEWARD_ALONE), assigned('Finance', STEWARD.id, REVIEWER.id, CREATES_FIRST)),
    ).toEqual(['Finance']);
  });
});
