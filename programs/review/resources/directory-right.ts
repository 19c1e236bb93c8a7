import { DIRECTORY_ROLES } from '../access/directory-roles';
import { GRAPH_PERMISSIONS } from '../access/graph-permissions';
import { principalsOf } from '../access/principal';
import { UNKNOWN } from '../masking/reveal';
import { risky } from '../meaning/consequence';
import { becauseOf, type Finding } from '../meaning/finding';
import type { GeneralKind } from '../meaning/general';
import { noun, type Resource } from '../meaning/resource';
import { oncePer } from '../once-per';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';
import { isObject, textOf } from '../plan/terraform-plan';

const CONSEQUENCES = {
  'directory-rights-granted': risky(
    'Rights in the directory are granted, or change',
    'Such rights reach beyond this application: people, groups and other applications may be read or changed.',
    'The rights can be used immediately. Provisioning needs none of them.',
  ),
  'directory-rights-removed': risky(
    'Rights in the directory are taken away',
    'Whatever relied on them fails.',
    'Entra refuses their holders, some of them only after an hour.',
  ),
  'directory-role-defined': risky(
    'A role of the directory is activated, defined or changed',
    'It decides what its holders may do in the whole directory.',
    'The change takes effect for its holders immediately.',
  ),
} as const;

type Kind = GeneralKind | keyof typeof CONSEQUENCES;

/** Names of the attributes that contain the right, its holder and its scope, for one resource type. */
interface Grant {
  readonly right: string;
  readonly to: string;
  readonly over?: readonly string[];
}

const right = (called: string, grant: Grant): Resource<Kind> => ({
  noun: called,
  shown: [],
  read: [grant.right, grant.to, ...(grant.over ?? [])],
  explain: (change, { plan }) => explainGrant(change, grant, plan),
});

const role = (shown: readonly string[]): Resource<Kind> => ({
  noun: 'directory role',
  shown: ['display_name', ...shown],
  created: 'directory-role-defined',
  changed: 'directory-role-defined',
  destroyed: 'directory-role-defined',
});

const SCHEDULED = { right: 'assignment_type', to: 'principal_id', over: ['group_id'] };

/**
 * Rights in the directory: directory roles, the people who have or may activate a role, and the permissions of
 * applications to act on behalf of people.
 */
export const DIRECTORY_RIGHT = noun(CONSEQUENCES, {
  azuread_directory_role: role(['template_id', 'object_id']),
  azuread_custom_directory_role: role(['enabled', 'template_id']),
  azuread_directory_role_assignment: right('directory role', {
    right: 'role_id',
    to: 'principal_object_id',
    over: ['directory_scope_id', 'app_scope_id'],
  }),
  azuread_directory_role_member: right('directory role', { right: 'role_object_id', to: 'member_object_id' }),
  azuread_directory_role_eligibility_schedule_request: right('eligibility for a directory role', {
    right: 'role_definition_id',
    to: 'principal_id',
    over: ['directory_scope_id'],
  }),
  azuread_administrative_unit_role_member: right('directory role', {
    right: 'role_object_id',
    to: 'member_object_id',
    over: ['administrative_unit_object_id'],
  }),
  azuread_privileged_access_group_assignment_schedule: right('scheduled place in a group', SCHEDULED),
  azuread_privileged_access_group_eligibility_schedule: right('eligibility for a group', SCHEDULED),
  azuread_service_principal_delegated_permission_grant: right('consent', {
    right: 'claim_values',
    to: 'service_principal_object_id',
    over: ['resource_service_principal_object_id', 'user_object_id'],
  }),
});

/** Explains which directory rights a change grants or revokes, and for whom. Uses names if the plan shows them. */
export function explainGrant(change: Change, grant: Grant, plan: Plan): Finding<Kind>[] {
  const { address, before, after, action } = change;
  const because = becauseOf(change);
  const told = (kind: Kind, what: string): Finding<Kind> => ({ kind, address, what, subject: what, because });
  if (action === 'forget') return [told('forgotten', inWords(change, before, grant, plan))];
  const [old, next] = [before, after].map((side) => (side.exists ? inWords(change, side, grant, plan) : undefined));
  return [
    ...(next === undefined ? [] : [told('directory-rights-granted', next)]),
    ...(old === undefined || (old === next && action !== 'replace') ? [] : [told('directory-rights-removed', old)]),
  ];
}

/** Describes a grant, for example `Directory.ReadWrite.All of Microsoft Graph for deployer (principal)`. */
function inWords(change: Change, side: Side, { right, to, over = [] }: Grant, plan: Plan): string {
  const principals = principalsOf(plan);
  const places = over.flatMap((path) => {
    if (side.text(path) === undefined && !side.isUnknown(path)) return [];
    const display = path === 'resource_object_id' ? side.text('resource_display_name') : undefined;
    return [display ?? principals.nameAt(change, side, path)];
  });
  const scope = places.length === 0 ? '' : ` of ${places.join(', ')}`;
  return `${rightInWords(change, side, right, plan)}${scope} for ${principals.nameAt(change, side, to)}`;
}

function rightInWords(change: Change, side: Side, path: string, plan: Plan): string {
  const values = side.values(path).filter((value) => typeof value === 'string');
  const known = values.filter((value) => value !== UNKNOWN);
  if (known.length > 0) return known.map((id) => nameOfRight(id, plan)).join(' ');
  const [reference = ''] = plan.references(change.address, path);
  return /\.app_role_ids\["(.+)"\]$/.exec(reference)?.[1] ?? principalsOf(plan).nameAt(change, side, path);
}

/** Returns the name of the right with this id. It may be a well-known right, or a right that the plan looks up. */
function nameOfRight(id: string, plan: Plan): string {
  return DIRECTORY_ROLES[id] ?? GRAPH_PERMISSIONS[id] ?? lookedUpRights(plan).get(id) ?? id;
}

/** Names of rights by id, for the rights that the plan looks up. */
const lookedUpRights = oncePer((plan: Plan): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  for (const { values } of plan.data('azuread_service_principal')) {
    const ids = values.value('app_role_ids');
    for (const [name, id] of isObject(ids) ? Object.entries(ids) : []) names.set(textOf(id), name);
  }
  for (const { type, before, after } of plan.changes) {
    if (type !== 'azuread_directory_role') continue;
    for (const side of [before, after]) {
      const name = side.text('display_name');
      for (const id of [side.text('object_id'), side.text('template_id')]) if (id && name) names.set(id, name);
    }
  }
  return names;
});
