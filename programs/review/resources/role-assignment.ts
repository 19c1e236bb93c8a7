import { counted } from '../../../command-line/counted';
import type { AccessChange } from '../access/access-change';
import { isOwnAssignment } from '../access/assignments';
import type { AssignedPrincipal } from '../access/principal';
import { destructive, risky, routine } from '../meaning/consequence';
import { becauseOf, type Finding } from '../meaning/finding';
import { noun } from '../meaning/resource';

import { ADMIN_ROLE } from './admin-role';
import { DIRECTORY_RIGHT, explainGrant } from './directory-right';

const CONSEQUENCES = {
  'assignment-destroyed': destructive(
    'An assignment is destroyed',
    'Everybody who holds no other assignment falls out of the scope of provisioning.',
    'At the next cycle, within 40 minutes, Entra disables everybody who is left without a role. Assigning them again restores them.',
  ),
  'assignment-role-unknown': risky(
    'Assignments are replaced because their role id is not known yet',
    "The role comes from the application's computed map of ids, which any change to a role makes unknown. Terraform " +
      'then destroys every such assignment before it creates it again.',
    'A cycle that runs in between disables them; the next one restores them. If the assignments contain the literal ids of their roles, the plan leaves them alone.',
  ),
  'assignment-replaced': risky(
    'An assignment is replaced',
    'Terraform removes the assignment before creating it again, because Graph refuses two equal assignments.',
    'A cycle that runs in between disables them; the next one restores them. Where the file only names the ' +
      "same group or user otherwise, 'was' with the former name leaves the assignment alone.",
  ),
  'role-swapped-with-gap': risky(
    'A role is taken away before the new one is given',
    'The assignment is destroyed first, so for a moment its users are out of scope.',
    'A cycle that runs in between disables them; the next one restores them with the new role.',
  ),
  'role-swapped': routine(
    'A role is swapped for another',
    'The new assignment is created before the old one is removed, so nobody is ever without an assignment.',
    'At the next cycle Entra sends the new role.',
  ),
  'assignment-created': routine(
    'An assignment is created',
    'Somebody gains access; nobody loses any.',
    'At the next cycle Entra creates or updates them in the product, with the role.',
  ),
  'assignment-adopted': routine(
    'An existing assignment is adopted',
    'Terraform manages it from now on: once its line is removed from the file, a plan ends it.',
    'Nothing changes.',
  ),
  'assignment-forgotten': risky(
    'An assignment is forgotten',
    'Terraform no longer manages it, but it stays in Entra.',
    'Nothing changes until somebody removes it in the Entra admin center.',
  ),
} as const;

/**
 * The users and groups that have one of the application's roles. An assignment to another application grants rights in
 * that application.
 */
export const ROLE_ASSIGNMENT = noun(
  { ...CONSEQUENCES, ...ADMIN_ROLE, ...DIRECTORY_RIGHT.consequences },
  {
    azuread_app_role_assignment: {
      noun: 'assignment',
      label: 'principal_display_name',
      shown: ['principal_display_name', 'principal_type', 'resource_display_name'],
      read: ['app_role_id', 'principal_object_id', 'resource_object_id'],
      explain: (change, around) => {
        if (!isOwnAssignment(change, around.plan)) return explainGrant(change, GRANT, around.plan);
        return change.action === 'update' ? around.general() : []; // an update may, for example, change the timeouts; `explainAccess` explains changes to access
      },
    },
  },
);

const GRANT = { right: 'app_role_id', to: 'principal_object_id', over: ['resource_object_id'] };

/** Explains a change to a principal's role. */
export function explainAccess({
  kind,
  address,
  principal,
  before,
  after,
  keeps = [],
  importId,
  forcedBy,
}: AccessChange): Finding<keyof typeof CONSEQUENCES> {
  const rest = keeps.length === 0 ? '' : ` and keeps ${keeps.join(', ')}`;
  const imported = importId === undefined ? '' : `, imported as ${importId}`;
  const what = `${inWords(principal, kind)} ${happening(kind, before ?? '', after ?? '')}${rest}${imported}`;
  return { kind, address, what, subject: principal.name, because: becauseOf({ forcedBy }) };
}

function happening(kind: AccessChange['kind'], before: string, after: string): string {
  switch (kind) {
    case 'assignment-created':
      return `gains ${after}`;
    case 'assignment-destroyed':
      return `loses ${before}`;
    case 'role-swapped':
    case 'role-swapped-with-gap':
      return `goes from ${before} to ${after}`;
    default:
      return `holds ${before}`;
  }
}

/**
 * A principal with its number of members: `Finance (group, 12 members)`. If the number is unknown, the text says so
 * only if somebody loses access.
 */
function inWords({ name, kind, members }: AssignedPrincipal, happens: AccessChange['kind']): string {
  if (members !== undefined) return `${name} (${kind}, ${counted(members, 'member')})`;
  const untold = happens === 'assignment-destroyed' && kind !== 'user';
  return `${name} (${kind}${untold ? ', members not known' : ''})`;
}
