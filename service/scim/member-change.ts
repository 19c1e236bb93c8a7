import type { Attribute } from './attribute';
import { ScimError } from './error';
import type { Filter } from './filter';
import { inSlices } from './in-slices';
import type { JsonObject } from './json';
import type { PatchOperation } from './patch-operation';
import type { Profile } from './profile';
import { readValue } from './read-value';

/**
 * A change to a group's members, as a list of ids. It can be applied without reading the other members of the group.
 */
export type MemberChange =
  | {
      readonly kind: 'add' | 'remove' | 'replace';
      readonly ids: readonly string[];

      /**
       * For each operation that must find a member, the ids that the operation chose, in the order of the operations.
       */
      readonly choices?: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'clear';

      /** Whether the group must have at least one member before the change. */
      readonly needsOne?: boolean;
    };

/**
 * Maximum number of members that a request may name, including repetitions. PostgreSQL takes seconds to look up that
 * many members.
 */
const NAMED_MAX = 100_000;

/**
 * Number of members to read in one batch. A batch takes a few milliseconds, during which no other request is served.
 */
const READ_AT_ONCE = 2_000;

/** Whether an operation concerns the members of a group. */
export function isAboutMembers({ path }: PatchOperation): boolean {
  return path.attribute?.name === 'members' && !path.extension;
}

/**
 * Reads the operations on `members` as changes. Many members are read in batches, and other requests are served between
 * two batches.
 *
 * `remove` with a value removes only the members in the value, as Entra intends. `remove` without a value removes all
 * members. A filter in brackets must find a member if the profile requires this for elements of lists.
 *
 * @throws {ScimError} 400 when members are chosen by anything but value and type, or when there are too many members
 * for one request.
 */
export async function readMemberChanges(
  operations: readonly PatchOperation[],
  profile: Profile,
): Promise<MemberChange[]> {
  const named = operations.reduce((sum, { value }) => sum + (Array.isArray(value) ? value.length : 1), 0);
  if (named > NAMED_MAX) throw tooManyNamed(named);
  const changes: MemberChange[] = [];
  for (const operation of operations) changes.push(await readMemberChange(operation, profile));
  return joinChanges(changes);
}

function tooManyNamed(named: number): ScimError {
  const remedy = 'replace them by the first ones, and add the others by further requests (PATCH, op add)';
  return ScimError.badRequest(
    'tooMany',
    `a request may name up to ${NAMED_MAX} members; this one names ${named}; ${remedy}`,
  );
}

async function readMemberChange(operation: PatchOperation, profile: Profile): Promise<MemberChange> {
  const { op, path, filter, value } = operation;
  if (path.subAttribute) {
    throw ScimError.badRequest('mutability', `members.${path.subAttribute.name} cannot change; add or remove members`);
  }
  if (filter) {
    if (op === 'remove') return removalOf(chosenBy(filter), profile);
    throw ScimError.badRequest('invalidPath', `${op} members needs the members in its value, not in brackets`);
  }
  if (op === 'remove' && value === undefined) return { kind: 'clear' };
  return { kind: op, ids: path.attribute ? await readIds(path.attribute, value, profile) : [] };
}

/** Ids in a value of `members`, without repetitions. */
async function readIds(members: Attribute, value: unknown, profile: Profile): Promise<string[]> {
  const ids = new Set<string>();
  const read = (part: unknown) => {
    for (const id of memberIds(readValue(members, part, 'members', profile))) ids.add(id);
  };
  if (Array.isArray(value)) await inSlices(value, READ_AT_ONCE, read);
  else read(value);
  return [...ids];
}

/** The ids of members, in lower case like all ids of the service. */
function memberIds(members: unknown): string[] {
  return ((members ?? []) as readonly JsonObject[]).map(({ value, $ref }) => {
    const id = value ?? lastSegment($ref);
    if (typeof id === 'string') return id.toLowerCase();
    throw ScimError.badRequest('invalidValue', "a member needs a value: the user's id");
  });
}

/**
 * Checks that each remove operation matched at least one user who was still a member.
 *
 * @param removed ids of the users who were members before the removal but no longer are.
 * @throws {ScimError} 400 `noTarget` when an operation chose nobody, or only members that an earlier operation had
 * removed.
 */
export function requireTargets(change: MemberChange, removed: readonly string[]): void {
  const found =
    change.kind === 'clear' ? !change.needsOne || removed.length > 0 : !change.choices || haveAll(change.choices);
  if (!found) throw ScimError.badRequest('noTarget', 'no member of the group matches the filter in the brackets');

  function haveAll(choices: readonly (readonly string[])[]): boolean {
    const left = new Set(removed);
    return choices.every((choice) => choice.filter((id) => left.delete(id)).length > 0);
  }
}

/** Merges consecutive changes of the same kind, because each change needs a separate database statement. */
export function joinChanges(changes: readonly MemberChange[]): MemberChange[] {
  const runs: [MemberChange, ...MemberChange[]][] = [];
  for (const change of changes) {
    const run = runs.at(-1);
    if (run && areJoined(run[0], change)) run.push(change);
    else runs.push([change]);
  }
  return runs.map((run) => (run.length === 1 ? run[0] : oneOf(run as IdsChange[])));
}

type IdsChange = Extract<MemberChange, { readonly ids: unknown }>;

function areJoined(one: MemberChange, other: MemberChange): boolean {
  if (one.kind !== other.kind || one.kind === 'clear' || one.kind === 'replace') return false;
  return !one.choices === !(other as IdsChange).choices;
}

function oneOf(run: readonly IdsChange[]): MemberChange {
  const { kind = 'add', choices } = run[0] ?? {};
  const ids = new Set<string>();
  for (const change of run) for (const id of change.ids) ids.add(id);
  return { kind, ids: [...ids], ...(choices ? { choices: run.flatMap((change) => change.choices ?? []) } : {}) };
}

function lastSegment(url: unknown): string | undefined {
  return typeof url === 'string' ? url.split('/').at(-1) : undefined;
}

/** The members that a filter chooses: the ids of some members, or all members. */
type Chosen = ReadonlySet<string> | 'all';

const NOBODY: Chosen = new Set();

function removalOf(chosen: Chosen, { createsMissingElements }: Profile): MemberChange {
  if (chosen === 'all') return createsMissingElements ? { kind: 'clear' } : { kind: 'clear', needsOne: true };
  const ids = [...chosen];
  return createsMissingElements ? { kind: 'remove', ids } : { kind: 'remove', ids, choices: [ids] };
}

/**
 * Evaluates the filter without reading the members, so the filter may use only the ids of members, and the fact that
 * each member is a user. Names are not supported, because two people may have the same name, and both would be removed
 * from the group.
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
