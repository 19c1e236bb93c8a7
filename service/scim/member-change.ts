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
  | {
      readonly kind: 'add' | 'remove' | 'replace';
      readonly ids: readonly string[];

      /** What each of the operations chose, in their order, where each has to find a member. */
      readonly choices?: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'clear';

      /** Whether there has to be a member. */
      readonly needsOne?: boolean;
    };

/** Whether a PATCH operation is about the members of a group. */
export function isAboutMembers({ path }: PatchOperation): boolean {
  return path.attribute?.name === 'members' && !path.extension;
}

/**
 * The change that an operation on `members` asks for.
 *
 * `remove` with a value takes out those members alone, as Entra means it; without one it takes out all. Whom brackets
 * choose has to be there if the profile says so, as in every list.
 *
 * @throws {ScimError} 400 when members are chosen by anything but their value and type.
 */
export function readMemberChange(operation: PatchOperation, profile: Profile): MemberChange {
  const { op, path, filter, value } = operation;
  if (path.subAttribute) {
    throw ScimError.badRequest('mutability', `members.${path.subAttribute.name} cannot change; add or remove members`);
  }
  if (filter) {
    if (op === 'remove') return removalOf(chosenBy(filter), profile);
    throw ScimError.badRequest('invalidPath', `${op} members takes its members from the value, not from brackets`);
  }
  if (op === 'remove' && value === undefined) return { kind: 'clear' };
  const ids = readMemberIds(path.attribute && readValue(path.attribute, value, 'members', profile));
  return { kind: op, ids };
}

/**
 * Checks that a removal found whom it chose.
 *
 * @param removed ids of those who were members and are none now.
 * @throws {ScimError} 400 `noTarget` when an operation chose nobody, or only who was taken out by one before it.
 */
export function requireTargets(change: MemberChange, removed: readonly string[]): void {
  const left = new Set(removed);
  const found = change.kind === 'clear' ? !change.needsOne || left.size > 0 : change.choices?.every(takeOut) !== false;
  if (!found) throw ScimError.badRequest('noTarget', 'no member of the group meets the filter in the brackets');

  function takeOut(choice: readonly string[]): boolean {
    return choice.filter((id) => left.delete(id)).length > 0;
  }
}

/** Changes with those of one kind that follow each other taken together, since each costs a statement. */
export function joinChanges(changes: readonly MemberChange[]): MemberChange[] {
  const joined: (JoinedChange | MemberChange)[] = [];
  for (const change of changes) {
    const last = joined.at(-1);
    if (change.kind !== 'add' && change.kind !== 'remove') {
      joined.push(change);
    } else if (last && isJoined(last) && last.kind === change.kind && !last.choices === !change.choices) {
      for (const id of change.ids) last.ids.add(id);
      last.choices?.push(...(change.choices ?? []));
    } else {
      const { kind, ids, choices } = change;
      joined.push({ kind, ids: new Set(ids), ...(choices ? { choices: [...choices] } : {}) });
    }
  }
  return joined.map((change) => (isJoined(change) ? { ...change, ids: [...change.ids] } : change));
}

interface JoinedChange {
  readonly kind: 'add' | 'remove';
  readonly ids: Set<string>;
  readonly choices?: (readonly string[])[];
}

function isJoined(change: JoinedChange | MemberChange): change is JoinedChange {
  return 'ids' in change && change.ids instanceof Set;
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

function removalOf(chosen: Chosen, { createsMissingElements }: Profile): MemberChange {
  if (chosen === 'all') return createsMissingElements ? { kind: 'clear' } : { kind: 'clear', needsOne: true };
  const ids = [...chosen];
  return createsMissingElements ? { kind: 'remove', ids } : { kind: 'remove', ids, choices: [ids] };
}

/**
 * What can be said of members without a look at them: who they are, and that each is a user. Not by name: two people may
 * have the same one, and the other would leave the group too.
 */
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
  throw ScimError.badRequest(
    'invalidFilter',
    'members can be chosen by value eq "…" and type eq "…" only: look up the id of a user with a filter on /Users',
  );
}

function union(sets: readonly Chosen[]): Chosen {
  return sets.includes('all') ? 'all' : new Set((sets as ReadonlySet<string>[]).flatMap((set) => [...set]));
}

function intersection(sets: readonly Chosen[]): Chosen {
  const [first, ...others] = sets.filter((set) => set !== 'all');
  return first ? new Set([...first].filter((id) => others.every((other) => other.has(id)))) : 'all';
}
