import type { RoleHolders } from '../access/holders';
import type { AssignedPrincipal } from '../access/principal';
import { roleName } from '../access/roles';
import { worst } from '../consequences/consequence';
import { CONSEQUENCES, type Kind } from '../consequences/consequences';
import type { AttributeChange, Change } from '../plan/change';
import { same } from '../plan/same';
import { type Json, type JsonObject, textOf } from '../plan/terraform-plan';

import type { Finding } from './finding';

/** Attributes of a role that are compared, and what it means when one changes. Of those that differ the worst counts. */
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
 * What happens to the roles of an application.
 *
 * Compared by id: in Terraform's own text a set of roles shows as some removed and some added, whatever changed.
 *
 * @param holders who holds which role, by its id.
 */
export function explainRoles({ address, before, after }: Change, holders: ReadonlyMap<string, RoleHolders>): Finding[] {
  if (!after.exists) return [];
  if (after.isUnknown('app_role')) {
    return before.exists ? [{ kind: 'roles-unknown', address, what: 'app roles', tells: ['app_role'] }] : [];
  }
  const old = byId(before.records('app_role'));
  const next = byId(after.records('app_role'));

  const removed = [...old]
    .filter(([id]) => !next.has(id))
    .map(([id, role]) => removal(role, holders.get(id) ?? NOBODY));
  const added = [...next].filter(([id]) => !old.has(id)).map(([, role]) => addition(role));
  const changed = [...next].flatMap(([id, role]) => {
    const before = old.get(id);
    return before ? [...alteration(before, role, holders.get(id) ?? NOBODY), ...memberTypes(before, role)] : [];
  });
  return [...removed, ...changed, ...added].map((finding) => ({ address, tells: ['app_role'], ...finding }));
}

const NOBODY: RoleHolders = { before: [], after: [] };

type RoleFinding = Omit<Finding, 'address'>;

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
  const worstClass = worst(kinds.map((kind) => CONSEQUENCES[kind].class));
  const kind = kinds.find((candidate) => CONSEQUENCES[candidate].class === worstClass);
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

/** Kinds of principals that a role can be given to, as people call them. `User` counts for groups too. */
const MEMBER_TYPES = [
  { type: 'User', people: 'users and groups', closed: 'role-closed-to-users' },
  { type: 'Application', people: 'applications', closed: 'role-closed-to-applications' },
] as const;

/** To whom a role can be given, told beside whatever else changes: a take-over renames a role and closes it at once. */
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
