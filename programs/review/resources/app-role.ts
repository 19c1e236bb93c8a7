import { holdersByRole, type Ledgers } from '../access/ledger';
import type { AssignedPrincipal } from '../access/principal';
import { roleName } from '../access/roles';
import { type Consequence, destructive, risky, routine, worst } from '../meaning/consequence';
import type { Finding, Unplaced } from '../meaning/finding';
import type { AttributeChange, Change } from '../plan/change';
import { same } from '../plan/same';
import { type Json, type JsonObject, textOf } from '../plan/terraform-plan';

/** Consequences of changes to an application's roles. */
export const APP_ROLE = {
  'role-removed-while-assigned': destructive(
    'A role is removed while somebody holds it',
    'Entra removes the assignments of a role together with the role.',
    'At the next cycle Entra disables everybody who held it and has no other role.',
  ),
  'role-removed': risky(
    'A role is removed',
    'In this plan nobody holds it. Anybody who got it in the Entra admin center loses it.',
    'According to the plan nobody holds it. If somebody got it in the Entra admin center and has no other role, Entra disables them at the next cycle.',
  ),
  'role-disabled-while-assigned': destructive(
    'A role is disabled while somebody holds it',
    'Entra may stop sending the role. Everybody who has no other role then loses access.',
    'Entra sends its holders without the role, or not at all.',
  ),
  'role-disabled': risky(
    'A role is disabled',
    'It can no longer be assigned. In this plan nobody holds it, but anybody who got it in the Entra admin center may lose it.',
    'Entra sends its holders without the role, or not at all.',
  ),
  'role-retired': risky(
    'A role is disabled along with its last assignment: the first step of removing it',
    'After this plan nobody holds it. Anybody who got it in the Entra admin center may lose it.',
    'Nothing more. Once this is deployed, the role can be removed from the file.',
  ),
  'role-renamed': risky(
    'A role changes its value or its name',
    'Entra sends the name of a role, and the product knows the role by its value.',
    'At the next cycle Entra sends the new name or value for everybody who holds the role. The product must know it by then.',
  ),
  'role-closed-to-users': risky(
    'A role can no longer be given to users and groups',
    "Users and groups need 'User' among the allowed member types.",
    'New assignments are refused.',
  ),
  'role-closed-to-applications': risky(
    'A role can no longer be given to applications',
    "Applications (service principals) need 'Application' among the allowed member types. A plan does not show which " +
      'of them hold the role.',
    'Holders lose the role: their tokens no longer contain it, and whatever they do with it is refused.',
  ),
  'role-opened': routine(
    'A role can be given to more kinds of principals',
    'The allowed member types include more kinds of principals. That alone assigns the role to nobody.',
    'Admins may assign the role to them; for an application, they do so by consenting to a permission.',
  ),
  'role-created': routine(
    'A role is created',
    'Nobody holds it yet.',
    'Admins see it when they assign the application.',
  ),
  'roles-unknown': risky(
    'The roles of the application are not known before the plan is applied',
    'A role depends on something that does not exist yet, so nobody can review which roles stay.',
    'Entra drops the assignments of every role that turns out to be gone.',
  ),
  'role-enabled': routine(
    'A role is enabled again',
    'It can be assigned, and Entra sends it for its holders.',
    'At the next cycle Entra sends the role for everybody who still holds it.',
  ),
  'role-described': routine('The description of a role changes', 'Only a text for admins changes.', 'Nothing is sent.'),
} as const satisfies Record<string, Consequence>;

type Kind = keyof typeof APP_ROLE;
type RoleFinding = Unplaced<Kind>;

/**
 * The attributes of a role that are compared, and the consequence of a change to each attribute. If several attributes
 * differ, the worst consequence counts.
 */
const COMPARED: readonly [name: string, kind: (after: JsonObject, holders: RoleHolders) => Kind][] = [
  ['value', () => 'role-renamed'],
  ['display_name', () => 'role-renamed'],
  [
    'enabled',
    (after, holders) => {
      if (after['enabled'] !== false) return 'role-enabled';
      if (holders.after.length > 0) return 'role-disabled-while-assigned';
      return holders.before.length > 0 ? 'role-retired' : 'role-disabled';
    },
  ],
  ['description', () => 'role-described'],
];

/**
 * Explains changes to an application's roles.
 *
 * Roles are compared by id. Terraform does not do this: its output shows a changed role as one removed role and one
 * added role.
 *
 * @param ledgers role holders before and after the changes.
 */
export function explainRoles({ address, before, after }: Change, ledgers: Ledgers): Finding<Kind>[] {
  if (!after.exists) return [];
  if (after.isUnknown('app_role')) {
    return before.exists ? [{ kind: 'roles-unknown', address, what: 'app roles', tells: ['app_role'] }] : [];
  }
  const [heldBefore, heldAfter] = [holdersByRole(ledgers.before), holdersByRole(ledgers.after)];
  const holdersOf = (id: string) => ({ before: heldBefore.get(id) ?? [], after: heldAfter.get(id) ?? [] });
  const old = byId(before.records('app_role'));
  const next = byId(after.records('app_role'));

  const removed = [...old].filter(([id]) => !next.has(id)).map(([id, role]) => removal(role, holdersOf(id)));
  const added = [...next].filter(([id]) => !old.has(id)).map(([, role]) => addition(role));
  const changed = [...next].flatMap(([id, role]) => {
    const before = old.get(id);
    return before ? [...alteration(before, role, holdersOf(id)), ...memberTypes(before, role)] : [];
  });
  return [...removed, ...changed, ...added].map((finding) => ({ address, tells: ['app_role'], ...finding }));
}

/** The holders of a role before and after Terraform applies the plan. */
interface RoleHolders {
  readonly before: readonly AssignedPrincipal[];
  readonly after: readonly AssignedPrincipal[];
}

function removal(role: JsonObject, { after: held }: RoleHolders): RoleFinding {
  const kind = held.length === 0 ? 'role-removed' : 'role-removed-while-assigned';
  return { kind, what: inWords(role, held), subject: roleName(role) };
}

function inWords(role: JsonObject, held: readonly AssignedPrincipal[], relation = 'which is assigned to'): string {
  const names = held.map(({ name }) => name).join(', ');
  return `role ${roleName(role)}${names === '' ? '' : `, ${relation} ${names}`}`;
}

function addition(role: JsonObject): RoleFinding {
  return { kind: 'role-created', what: `role ${roleName(role)}`, subject: roleName(role) };
}

function alteration(old: JsonObject, next: JsonObject, holders: RoleHolders): RoleFinding[] {
  const differing = COMPARED.filter(([name]) => !same(old[name], next[name]));
  const kinds = differing.map(([, kindOf]) => kindOf(next, holders));
  const worstClass = worst(kinds.map((kind) => APP_ROLE[kind].class));
  const kind = kinds.find((candidate) => APP_ROLE[candidate].class === worstClass);
  if (!kind) return [];
  const attributes = differing.map(([name]): AttributeChange => ({
    name,
    before: old[name] ?? null,
    after: next[name] ?? null,
  }));
  const what =
    kind === 'role-retired'
      ? inWords(old, holders.before, 'until now assigned to')
      : inWords(old, kind === 'role-disabled-while-assigned' ? holders.after : []);
  return [{ kind, what, subject: roleName(old), attributes }];
}

/** The kinds of principals that can have a role, with a readable name for each. The kind `User` includes groups. */
const MEMBER_TYPES = [
  { type: 'User', people: 'users and groups', closed: 'role-closed-to-users' },
  { type: 'Application', people: 'applications', closed: 'role-closed-to-applications' },
] as const;

/**
 * Reports a change to the kinds of principals that can have a role. This is reported in addition to other changes to
 * the role, because a stack that takes over an existing application may rename and restrict a role in one step.
 */
function memberTypes(old: JsonObject, next: JsonObject): RoleFinding[] {
  const [subject, what] = [roleName(old), inWords(old, [])];
  const attribute = { name: 'allowed_member_types', before: typesOf(old), after: typesOf(next) };
  return MEMBER_TYPES.flatMap(({ type, people, closed }): RoleFinding[] => {
    const [was, is] = [typesOf(old).includes(type), typesOf(next).includes(type)];
    if (was === is) return [];
    const told = is
      ? ({ kind: 'role-opened', what: `${what}, to ${people}` } as const)
      : ({ kind: closed, what } as const);
    return [{ ...told, subject, attributes: [attribute] }];
  });
}

function typesOf(role: JsonObject): readonly Json[] {
  const types = role['allowed_member_types'];
  return Array.isArray(types) ? (types as readonly Json[]) : [];
}

function byId(roles: readonly JsonObject[]): Map<string, JsonObject> {
  return new Map(roles.map((role) => [textOf(role['id']), role]));
}
