import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, planOf } from '../../../support/plan-document';
import { application, assigned, REVIEWER, role, STEWARD } from '../../../support/tenant-plan';

const BOTH = { app_role: [role(REVIEWER), role(STEWARD)] };
const STEWARD_ALONE = { app_role: [role(STEWARD)] };
const CREATES_FIRST = { actions: ['create', 'delete'] };

function losers(...changes: readonly PlannedChange[]): string[] {
  return reviewPlan('contoso', 'contoso.json', planOf(changes)).losers.map(({ name }) => name);
}

describe('principals that lose access', () => {
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

  test('are not principals that move from a removed role to one that stays', () => {
    expect(
      losers(
        application(BOTH, STEWARD_ALONE),
        assigned('Finance', REVIEWER.id, STEWARD.id, CREATES_FIRST),
        assigned('Legal', REVIEWER.id, null),
        { ...assigned('Legal', null, STEWARD.id), address: 'azuread_app_role_assignment.legal-again' },
      ),
    ).toEqual([]);
  });

  test('are principals that move to a removed role', () => {
    expect(
      losers(application(BOTH, STEWARD_ALONE), assigned('Finance', STEWARD.id, REVIEWER.id, CREATES_FIRST)),
    ).toEqual(['Finance']);
  });

  test('are those whose role is disabled', () => {
    const disabled = { app_role: [{ ...role(REVIEWER), enabled: false }, role(STEWARD)] };

    expect(
      losers(
        application(BOTH, disabled),
        assigned('Finance', REVIEWER.id, REVIEWER.id),
        assigned('Stewards', STEWARD.id, STEWARD.id),
      ),
    ).toEqual(['Finance']);
    expect(losers(application(disabled, disabled), assigned('Finance', REVIEWER.id, REVIEWER.id))).toEqual([]);
  });

  test.each([
    ['the application is destroyed', 'azuread_application', { actions: ['delete'] }],
    ['the service principal is destroyed', 'azuread_service_principal', { actions: ['delete'] }],
    ['the service principal is replaced', 'azuread_service_principal', { actions: ['delete', 'create'] }],
  ])('are all principals when %s, even if the plan keeps or recreates their assignments', (_what, type, how) => {
    const object = { display_name: 'Contoso' };
    const gone = change(`${type}.app`, object, how.actions.length === 1 ? null : object, how);

    expect(
      losers(
        gone,
        assigned('Finance', REVIEWER.id, REVIEWER.id),
        assigned('Legal', REVIEWER.id, REVIEWER.id, { actions: ['delete', 'create'] }),
        assigned('New', null, REVIEWER.id),
      ).sort(),
    ).toEqual(['Finance', 'Legal']);
  });

  test('are not those of a surviving application when only the remains of a failed replacement are removed', () => {
    const leftOver = application(BOTH, null, { deposed: 'abcd1234' });

    expect(losers(application(BOTH, BOTH), leftOver, assigned('Finance', REVIEWER.id, REVIEWER.id))).toEqual([]);
  });
});
