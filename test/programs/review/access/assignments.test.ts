import type { JsonObject, PlannedChange, TerraformPlan } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, looksUp, planOf } from '../../../support/plan-document';
import { assignment, REVIEWER, role } from '../../../support/tenant-plan';

const [APP, SP] = ['azuread_application.app', 'azuread_service_principal.app'];
const application = { client_id: 'client', display_name: 'Contoso workspace', app_role: [role(REVIEWER)] };
const principal = { client_id: 'client', object_id: 'principal', display_name: 'Contoso workspace' };
const held = { ...assignment('Finance', REVIEWER.id), resource_object_id: 'principal' };
const { client_id: _client, ...newApplication } = application;
const newPrincipal = { display_name: 'Contoso workspace', use_existing: true };
const { resource_object_id: _resource, ...newlyHeld } = held;

const UNKNOWN_PRINCIPAL = { after_unknown: { client_id: true, object_id: true } };
const UNKNOWN_RESOURCE = { after_unknown: { resource_object_id: true } };
const assigned = (before: JsonObject | null, after: JsonObject | null, more = {}) =>
  change('azuread_app_role_assignment.group-finance', before, after, more);

/** The configuration of a tenant in which an assignment refers to a principal that the same plan creates. */
const configuration = {
  root_module: {
    resources: [
      {
        address: 'azuread_app_role_assignment.group-finance',
        expressions: { resource_object_id: { references: [`${SP}.object_id`, SP] } },
      },
    ],
  },
} as unknown as NonNullable<TerraformPlan['configuration']>;

const standing = {
  values: {
    root_module: { resources: [APP, SP].map((address, index) => managed(address, index ? principal : application)) },
  },
};

function managed(address: string, values: JsonObject) {
  return { ...looksUp(`data.${address}`, values), address, mode: 'managed' as const };
}

const rights = (changes: readonly PlannedChange[], more: Partial<TerraformPlan> = {}) =>
  reviewPlan('contoso', 'contoso.json', planOf(changes, { configuration, ...more })).findings.filter(({ kind }) =>
    kind.startsWith('directory-rights'),
  );

describe("an assignment to the tenant's own application does not count as a right elsewhere", () => {
  const stays = [change(APP, application, application), change(SP, principal, principal)];
  const replaced = { actions: ['delete', 'create'] };

  test.each<[string, readonly PlannedChange[], Partial<TerraformPlan>?]>([
    [
      'in a new tenant',
      [
        change(APP, null, newApplication, { after_unknown: { client_id: true } }),
        change(SP, null, newPrincipal, UNKNOWN_PRINCIPAL),
        assigned(null, newlyHeld, UNKNOWN_RESOURCE),
      ],
    ],
    ['where only the assignment changes', [...stays, assigned(held, null)]],
    ['where the plan lists the assignment alone', [assigned(null, held)], { prior_state: standing }],
    [
      'where the application is taken over',
      [
        change(APP, application, { ...application, notes: 'x' }, { importing: { id: 'a' } }),
        change(SP, principal, { ...principal, notes: 'x' }, { importing: { id: 'b' } }),
        assigned(held, held, { importing: { id: 'c' } }),
      ],
    ],
    [
      'where the whole state was lost',
      [
        change(APP, application, application, { importing: { id: 'a' } }),
        change(SP, null, newPrincipal, UNKNOWN_PRINCIPAL),
        assigned(null, newlyHeld, UNKNOWN_RESOURCE),
      ],
    ],
    [
      'where the state of application and principal was lost',
      [
        change(APP, null, newApplication, { after_unknown: { client_id: true } }),
        change(SP, null, newPrincipal, UNKNOWN_PRINCIPAL),
        assigned(held, newlyHeld, { ...replaced, ...UNKNOWN_RESOURCE }),
      ],
    ],
    [
      'where the state of the application alone was lost, and an assignment ends',
      [
        change(APP, null, newApplication, { after_unknown: { client_id: true } }),
        change(SP, principal, newPrincipal, { ...replaced, ...UNKNOWN_PRINCIPAL }),
        assigned(held, null),
      ],
      { configuration: {} },
    ],
    [
      'where the tenant is removed',
      [change(APP, application, null), change(SP, principal, null), assigned(held, null)],
    ],
  ])('%s', (_, changes, more = {}) => {
    expect(rights(changes, more)).toEqual([]);
  });

  test('an assignment to an application that the plan does not define counts as a right elsewhere', () => {
    const elsewhere = { ...held, resource_object_id: 'other' };

    expect(rights([...stays, assigned(null, elsewhere)], { configuration: {} })).toHaveLength(1);
    expect(rights([assigned(null, held)], { configuration: {} })).toHaveLength(1);
  });
});
