import type { AccessChange } from '../access/access-change';
import { isOwnAssignment } from '../access/assignments';
import type { AssignedPrincipal } from '../access/principal';
import { counted } from '../counted';
import { becauseOf, type Finding } from '../meaning/finding';
import { noun } from '../meaning/resource';

import { DIRECTORY_RIGHT, explainGrant } from './directory-right';

const CONSEQUENCES = {
  'assignment-destroyed': {
    class: 'destructive',
    title: 'An assignment is destroyed',
    reason: 'Everybody who holds no other assignment falls out of the scope of provisioning.',
    next: 'At the next cycle, within 40 minutes, Entra disables everybody who is left without a role. Assigning them again restores them.',
  },
  'assignment-role-unknown': {
    class: 'risky',
    title: 'Assignments are replaced because their role id is not known yet',
    reason:
      "The role comes from the application's computed map of ids, which any change of a role makes unknown. Terraform " +
      'then destroys every such assignment before it creates it again.',
    next:
      'A cycle that runs in between disables them; the next one restores them. Give the assignments the literal ids of ' +
      'their roles, and the plan leaves them alone.',
  },
  'assignment-replaced': {
    class: 'risky',
    title: 'An assignment is replaced',
    reason: 'It ends before it begins again, or Graph refuses the second one of the same kind.',
    next:
      'A cycle that runs in between disables them; the next one restores them. Where the file only names the ' +
      "same group or user otherwise, 'was' with the former name leaves the assignment alone.",
  },
  'role-swapped-with-gap': {
    class: 'risky',
    title: 'A role is taken away before the new one is given',
    reason: 'The assignment is destroyed first, so for a moment nobody in it is in scope.',
    next: 'A cycle that runs in between disables them; the next one restores them with the new role.',
  },
  'role-swapped': {
    class: 'routine',
    title: 'A role is exchanged for another',
    reason: 'The new assignment is made before the old one ends, so nobody is without one.',
    next: 'At the next cycle Entra sends the new role.',
  },
  'assignment-created': {
    class: 'routine',
    title: 'An assignment is created',
    reason: 'Somebody gains access; nobody loses any.',
    next: 'At the next cycle Entra creates or updates them in the product, with the role.',
  },
  'assignment-adopted': {
    class: 'routine',
    title: 'An assignment that stands already is adopted',
    reason: 'Terraform looks after it from now on: once its line goes from the file, a plan ends it.',
    next: 'Nothing changes.',
  },
  'assignment-forgotten': {
    class: 'risky',
    title: 'An assignment is forgotten',
    reason: 'Terraform no longer looks after it, but it stays in Entra.',
    next: 'Nothing changes until somebody removes it in the portal.',
  },
} as const;

/** Users and groups that are assigned to the application with a role. Assignments to other applications are rights there. */
export const ROLE_ASSIGNMENT = noun(
  { ...CONSEQUENCES, ...DIRECTORY_RIGHT.consequences },
  {
    azuread_app_role_assignment: {
      noun: 'assignment',
      label: 'principal_display_name',
      shown: ['principal_display_name', 'principal_type', 'resource_display_name'],
      read: ['app_role_id', 'principal_object_id', 'resource_object_id'],
      explain: (change, around) => {
        if (!isOwnAssignment(change, around.plan)) return explainGrant(change, GRANT, around.plan);
        return change.action === 'update' ? around.general() : []; // its timeouts; `explainAccess` tells of anything that changes access
      },
    },
  },
);

const GRANT = { right: 'app_role_id', to: 'principal_object_id', over: ['resource_object_id'] };

/** What it means that the role of somebody changes. */
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
  const because = becauseOf({ forcedBy });
  const rest = keeps.length === 0 ? '' : ` and keeps ${keeps.join(', ')}`;
  const imported = importId === undefined ? '' : `, imported as ${importId}`;
  const what = `${inWords(principal, kind)} ${happening(kind, before ?? '', after ?? '')}${rest}${imported}`;
  return { kind, address, what, subject: principal.name, ...(because === undefined ? {} : { because }) };
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

/** `Finance (group, 12 members)`. That the number is not known is told where somebody loses access. */
function inWords({ name, kind, members }: AssignedPrincipal, happens: AccessChange['kind']): string {
  if (members !== undefined) return `${name} (${kind}, ${counted(members, 'member')})`;
  const untold = happens === 'assignment-destroyed' && kind !== 'user';
  return `${name} (${kind}${untold ? ', members not known' : ''})`;
}
