import { DEFAULT_MAPPINGS } from '../../../../entra/attribute-mapping';
import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { headline } from '../../../../programs/review/report/headline';
import { change, lookedUp, looksUp, planOf } from '../../../support/plan-document';
import { application, assigned, REVIEWER, role, step, STEWARD } from '../../../support/tenant-plan';

const ROLES = { app_role: [role(REVIEWER), role(STEWARD)] };
const WITHOUT_ACTIVE = {
  ...DEFAULT_MAPPINGS,
  users: DEFAULT_MAPPINGS.users.filter(({ target }) => target !== 'active'),
};

function line(...changes: readonly PlannedChange[]): string {
  return headline(reviewPlan('contoso', 'contoso.json', planOf([application(ROLES, ROLES), ...changes])));
}

describe('headline', () => {
  test('says who gains and loses which role, that the token rotates, and what happens to mappings', () => {
    expect(
      line(
        assigned('Finance', REVIEWER.id, null),
        assigned('Legal', REVIEWER.id, null),
        assigned('Stewards', null, STEWARD.id),
        step({}, { tokenGeneration: 3, mappings: WITHOUT_ACTIVE }),
      ),
    ).toBe(
      '2 groups lose account_reviewer (Finance, Legal; members not known), 1 group gains data_steward (Stewards); ' +
        'mappings change: active removed; the token rotates',
    );
  });

  test('names the role that remains when somebody loses one of two', () => {
    const other = { ...assigned('Finance', STEWARD.id, STEWARD.id), address: 'azuread_app_role_assignment.by-hand' };

    expect(line(assigned('Finance', REVIEWER.id, null), other)).toBe(
      '1 group loses account_reviewer and keeps data_steward (Finance; members not known)',
    );
  });

  test('says who loses access although the assignment stays', () => {
    const plan = planOf([
      application(ROLES, { app_role: [role(STEWARD)] }),
      assigned('Finance', REVIEWER.id, REVIEWER.id),
      assigned('Legal', REVIEWER.id, null),
      assigned('Stewards', STEWARD.id, STEWARD.id),
    ]);

    expect(headline(reviewPlan('contoso', 'contoso.json', plan))).toBe(
      '1 group loses account_reviewer (Legal; members not known); 1 group loses access (Finance; members not known); ' +
        'a role is removed while somebody holds it (account_reviewer)',
    );
  });

  test('names at most three principals', () => {
    const names = ['A', 'B', 'C', 'D', 'E'];

    expect(line(...names.map((name) => assigned(name, REVIEWER.id, null)))).toBe(
      '5 groups lose account_reviewer (A, B, C and 2 more; members not known)',
    );
  });

  test('says how many members lose a role with their groups, as far as the plan shows it', () => {
    const group = (name: string, members: number) =>
      looksUp(`data.azuread_group.${name}`, {
        object_id: `object-id-of-${name}`,
        display_name: name,
        members: Array.from({ length: members }, (_, index) => `member-${index}`),
      });
    const losing = (names: readonly string[], ...groups: readonly ReturnType<typeof group>[]) => {
      const changes = [application(ROLES, ROLES), ...names.map((name) => assigned(name, REVIEWER.id, null))];
      return headline(reviewPlan('contoso', 'contoso.json', planOf(changes, lookedUp(...groups))));
    };

    expect(losing(['A'], group('A', 1))).toBe('1 group loses account_reviewer (A; 1 member)');
    expect(losing(['A', 'B'], group('A', 300), group('B', 1200))).toBe(
      '2 groups lose account_reviewer (A, B; 1,500 members)',
    );
    expect(losing(['A', 'B'], group('A', 300))).toBe('2 groups lose account_reviewer (A, B; at least 300 members)');
  });

  test('counts no members of a user', () => {
    const ann = { ...assigned('Ann', null, null) };
    const before = { app_role_id: REVIEWER.id, principal_object_id: 'ann', principal_type: 'User' };

    expect(line(change(ann.address, { ...before, principal_display_name: 'Ann' }, null))).toBe(
      '1 user loses account_reviewer (Ann)',
    );
  });

  test('shows a value before and after its change', () => {
    expect(line(step({}, { accidentalDeletionThreshold: null, tenantUrl: 'https://new.example/scim' }))).toBe(
      'the endpoint moves (to https://new.example/scim); any number of deletions happens without confirmation (500 → none)',
    );
  });

  test('only counts changes that say nothing about access', () => {
    const vault = (name: string) =>
      change('azurerm_subnet.a', { address_prefixes: ['a'] }, { address_prefixes: [name] });

    expect(line(vault('b'))).toBe('1 change');
    expect(line(vault('b'), vault('c'), assigned('Finance', null, REVIEWER.id))).toBe(
      '1 group gains account_reviewer (Finance); 2 other changes',
    );
  });

  test('says when there is nothing to say', () => {
    expect(line()).toBe('no changes');
  });
});
