import { ScimError } from './error';
import type { Filter } from './filter';
import type { JsonObject } from './json';
import type { PatchOperation } from './patch-operation';
import type { Profile } from './profile';
import { readValue } from './read-value';

/**
 * A change of a group's members, by the ids that it names. It is carried out as it is written, so that nobody needs to
 * know who else is in the group.
 */
export type MemberChange =
  { readonly kind: 'add' | 'remove' | 'replace'; readonly ids: readonly string[] } | { readonly kind: 'clear' };

/** Whether a PATCH operation is about the members of a group. */
export function isAboutMembers({ path }: PatchOperation): boolean {
  return path.attribute?.name === 'members' && !path.extension;
}

/**
 * The change that an operation on `members` asks for.
 *
 * `remove` with a value takes out those members alone, as Entra means it; without one it takes out all.
 *
 * @throws {ScimError} 400 when members are chosen by anything but their value and type.
 */
export function readMemberChange(operation: PatchOperation, profile: Profile): MemberChange {
  const { op, path, filter, value } = operation;
  if (path.subAttribute) {
    throw ScimError.badRequest('mutability', `members.${path.subAttribute.name} cannot change; add or remove members`);
  }
  if (filter) {
    if (op === 'remove') return removalOf(chosenBy(filter));
    throw ScimError.badRequest('invalidPath', `${op} members takes its members from the value, not from brackets`);
  }
  if (op === 'remove' && value === undefined) return { kind: 'clear' };
  const ids = readMemberIds(path.attribute && readValue(path.attribute, value, 'members', profile));
  return { kind: op, ids };
}

/** Changes with those of one kind that follow each other taken together, since each costs a statement. */
export function joinChanges(changes: readonly MemberChange[]): MemberChange[] {
  const joined: (MemberChange | { readonly kind: 'add' | 'remove'; readonly ids: Set<string> })[] = [];
  for (const change of changes) {
    const last = joined.at(-1);
    if (change.kind !== 'add' && change.kind !== 'remove') joined.push(change);
    else if (last?.kind === change.kind && last.ids instanceof Set) for (const id of change.ids) last.ids.add(id);
    else joined.push({ kind: change.kind, ids: new Set(change.ids) });
  }
  return joined.map((change) => (change.kind === 'clear' ? change : { kind: change.kind, ids: [...change.ids] }));
}

/** Ids out of the `members` of a group, each once. Ids are the service's own and written in lower case. */
export function readMemberIds(members: unknown): string[] {
  const ids = ((members ?? []) as readonly JsonObject[]).map(({ value, $ref }) => {
    const id = value ?? lastSegment($ref);
    if (typeof id === 'string') return id.toLowerCase();
    throw ScimError.badRequest('invalidValue', "a member needs a value: the user's id");
  });
  return [...new Set(ids)];
}

function lastSegment(url: unknown): string | undefined {
  return typeof url === 'string' ? url.split('/').at(-1) : undefined;
}

/** Members that a filter chooses: those of some ids, or whoever is a member. */
type Chosen = ReadonlySet<string> | 'all';

const NOBODY: Chosen = new Set();

function removalOf(chosen: Chosen): MemberChange {
  return chosen === 'all' ? { kind: 'clear' } : { kind: 'remove', ids: [...chosen] };
}

/** What can be said of members without a look at them: who they are, and that each is a user. */
function chosenBy(filter: Filter): Chosen {
  switch (filter.kind) {
    case 'or':
      return union(filter.filters.map(chosenBy));
    case 'and':
      return intersection(filter.filters.map(chosenBy));
    case 'compare': {
      const name = filter.path.attribute?.name;
      const value =
        filter.operator === 'eq' && typeof filter.value === 'string' ? filter.value.toLowerCase() : undefined;
      if (name === 'value' && value !== undefined) return new Set([value]);
      if (name === 'type' && value !== undefined) return value === 'user' ? 'all' : NOBODY;
    }
  }
  throw ScimError.badRequest('invalidFilter', 'members can be chosen by value eq "…" and type eq "…" only');
}

function union(sets: readonly Chosen[]): Chosen {
  return sets.includes('all') ? 'all' : new Set((sets as ReadonlySet<string>[]).flatMap((set) => [...set]));
}

function intersection(sets: readonly Chosen[]): Chosen {
  const [first, ...others] = sets.filter((set) => set !== 'all');
  return first ? new Set([...first].filter((id) => others.every((other) => other.has(id)))) : 'all';
}
