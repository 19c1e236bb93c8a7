import { appRoleId } from '../../../entra/app-role';
import type { AccessChange } from '../access/access-change';
import { type Consequence, risky, routine } from '../meaning/consequence';
import { becauseOf, type Finding } from '../meaning/finding';
import { oncePer } from '../once-per';
import type { Plan } from '../plan/plan';
import { textOf } from '../plan/terraform-plan';

/**
 * Consequences of changes to roles in the admin API. Unlike a tenant's roles, these roles do not affect provisioning.
 */
export const ADMIN_ROLE = {
  'admin-role-given': risky(
    'Somebody may use the admin API',
    "An auditor reads every tenant's history and who has access; an operator may also blank a person's names in history.",
    'They can do so with their next access token. Provisioning does not change.',
  ),
  'admin-role-taken': routine(
    'Somebody may no longer use the admin API',
    'Their role of its application ends.',
    'They can do so until their access token expires, within about an hour. Provisioning does not change.',
  ),
} as const satisfies Record<string, Consequence>;

const ROLES = ['auditor', 'operator'];

/**
 * Whether the plan's application is the application of the admin API. It is recognized by the ids of its roles, which
 * the stack derives from the application's name. The values of the roles are not enough, because a tenant may have
 * roles with the same values.
 */
export const isOfConsole = oncePer((plan: Plan): boolean =>
  plan.changes.some(({ type, before, after }) => {
    if (type !== 'azuread_application') return false;
    const application = after.exists ? after : before;
    const name = application.text('display_name') ?? '';
    const roles = application.records('app_role').map(({ id, value }) => [textOf(id), textOf(value)] as const);
    return roles.length > 0 && roles.every(([id, value]) => ROLES.includes(value) && id === appRoleId(name, value));
  }),
);

/** Explains a change to somebody's role in the admin API. */
export function explainAdminRole(change: AccessChange): Finding<keyof typeof ADMIN_ROLE> {
  const { address, principal, before, after, forcedBy } = change;
  const kind = after === undefined ? 'admin-role-taken' : 'admin-role-given';
  const [is, role = ''] = after === undefined ? ['is no', before] : ['is an', after];
  const what = `${principal.name} (${principal.kind}) ${is} ${role}`;
  return { kind, address, what, subject: principal.name, because: becauseOf({ forcedBy }) };
}
