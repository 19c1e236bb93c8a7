import { appRoleId } from '../../../../entra/app-role';
import type { JsonObject } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf } from '../../../support/plan-document';
import { application, assigned, REVIEWER, role } from '../../../support/tenant-plan';

const NAME = 'acme-scim-console';
const OPERATOR = { id: appRoleId(NAME, 'operator'), value: 'operator' };
const AUDITOR = { id: appRoleId(NAME, 'auditor'), value: 'auditor' };

const found = (roles: JsonObject[], ...changes: ReturnType<typeof change>[]) => {
  const app = { display_name: NAME, app_role: roles };
  return reviewPlan('console', 'console.json', planOf([application(app, app), ...changes])).findings.map(
    ({ kind, what }) => `${CONSEQUENCES[kind].class} ${kind}: ${what}`,
  );
};

describe('a role in the admin API', () => {
  const roles = [role(AUDITOR), role(OPERATOR)];

  test('is reported as such, not as access to the product', () => {
    expect(found(roles, assigned('Platform', null, OPERATOR.id), assigned('Audit', AUDITOR.id, null))).toEqual([
      'risky admin-role-given: Platform (group) is an operator',
      'routine admin-role-taken: Audit (group) is no auditor',
    ]);
  });

  test('is not taken for one where the application has other roles', () => {
    expect(found([...roles, role(REVIEWER)], assigned('Audit', AUDITOR.id, null))).toEqual([
      expect.stringContaining('destructive assignment-destroyed'),
    ]);
  });

  test('is not taken for one where a tenant has roles of these values', () => {
    const own = { id: appRoleId('contoso', 'auditor'), value: 'auditor' };

    expect(found([role(own)], assigned('Audit', own.id, null))).toEqual([
      expect.stringContaining('destructive assignment-destroyed'),
    ]);
  });

  test('has an application whose identifier the review knows', () => {
    expect(
      found(roles, change('azuread_application_identifier_uri.console', null, { identifier_uri: 'api://1' })),
    ).toEqual(['routine created: identifier']);
  });
});
