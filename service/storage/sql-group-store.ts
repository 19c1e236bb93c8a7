import type { QueryConfig, QueryResultRow } from 'pg';

import type { MembershipChange } from '../directory/account-changes';
import type { Change } from '../directory/change';
import {
  type ChangeFunction,
  Duplicate,
  type Group,
  type GroupStore,
  type Origin,
  type Reading,
  type Related,
  type RemovalCheck,
  type TenantKey,
  UnknownMember,
} from '../directory/store';
import { ScimError } from '../scim/error';
import { inSlices } from '../scim/in-slices';
import type { Page } from '../scim/list-response';
import { type MemberChange, requireTargets } from '../scim/member-change';
import type { Resource } from '../scim/resource';
import type { Search } from '../scim/search';

import { groupFilterTable } from './filter-tables';
import { type GroupRow, toGroup, toRow } from './group-row';
import {
  ADD_MEMBERS,
  COLUMNS_SHORT,
  FIND,
  FIND_AMONG,
  FIND_TO_CHANGE,
  FIND_USERS_AMONG,
  FORGET_PLANS,
  INSERT,
  KEEP_MEMBERS,
  LOCK_USERS,
  LOG_GROUP,
  MEMBERS,
  type MemberRow,
  type NamedRow,
  REMOVE,
  REMOVE_MEMBERS,
  UPDATE,
  uuidList,
} from './group-statements';
import { logMoves, piecesOf } from './membership-log';
import { isPgError, UNIQUE_VIOLATION } from './pg-error';
import { entryOf, type LogEntry, type LoggedChange, type LoggedState } from './provisioning-log';
import { type PageOptions, readPage } from './read-page';
import type { TenantDatabase } from './tenant-database';
import type { Run, Step } from './transaction';

/** Number of members from which it pays to plan the statement again. */
const MANY_MEMBERS = 100;

/**
 * Members that one statement adds: PostgreSQL looks each of them up, and a statement may not take long. More are added one
 * statement after the other.
 */
const ADDED_AT_ONCE = 10_000;

/** Members that are assigned to their groups at a time; other requests are served in between. */
const TOLD_AT_ONCE = 10_000;

/** Groups in PostgreSQL: one row each, and one for each membership, so that a change touches only what it names. */
export class SqlGroupStore implements GroupStore {
  readonly #db: TenantDatabase;
  readonly #tenant: TenantKey;
  readonly #origin: Origin;
  readonly #pages: PageOptions;

  constructor(db: TenantDatabase, tenant: TenantKey, origin: Origin, pages: PageOptions) {
    this.#db = db;
    this.#tenant = tenant;
    this.#origin = origin;
    this.#pages = pages;
  }

  async insert({ resource, attributes }: Change, memberIds: readonly string[]): Promise<void> {
    const changed = attributes.filter((name) => name !== 'members'); // they have entries of their own
    const entry = this.#entry({ action: 'create', after: resource, changed });
    const insert = INSERT.with({ ...toRow(resource), ...entry });
    const inserted =
      memberIds.length === 0
        ? this.#db.write(insert)
        : this.#db.transaction(async ({ run, finish }) => {
            const added = { kind: 'add', ids: memberIds } as const;
            const [, moved] = await Promise.all([run(insert), this.#changeMembers(run, resource.id, [added])]);
            await finish(...this.#logMembers(resource, piecesOf(moved)), ...this.#logMoves(resource, moved));
          });
    await inserted.catch(refuseDuplicate(resource));
  }

  async find(id: string, { related, room }: Reading): Promise<Group | undefined> {
    const [row] = await this.#db.run<GroupRow>(FIND.with({ tenant: this.#tenant.slug, id }));
    if (!row || !related) return row && toGroup(row);
    const [group] = await this.#withMembers([toGroup(row)], room);
    return group;
  }

  async search(search: Search, { related, room }: Reading): Promise<Page<Group>> {
    const source = {
      name: 'groups',
      tenant: this.#tenant.slug,
      columns: COLUMNS_SHORT,
      filters: groupFilterTable(this.#tenant),
    } as const;
    const page = await readPage<GroupRow>(this.#db, source, search, this.#pages, room);
    const groups = page.items.map(toGroup);
    if (!related || groups.length === 0) return { ...page, items: groups };

    const complete = await this.#withMembers(groups, room);
    if (complete.length === groups.length) return { ...page, items: complete };
    if (search.page.kind === 'index') {
      this.#pages.onLimit('refused');
      throw tooManyMembers(groups.length, this.#pages.limits.members);
    }
    this.#pages.onLimit('cut');
    return this.search({ ...search, page: { ...search.page, count: complete.length } }, { related, room });
  }

  async change(id: string, change: ChangeFunction, members: readonly MemberChange[]): Promise<Group | undefined> {
    return this.#db.transaction(async ({ run, finish }) => {
      // Locks the group against other changes, and changes its members in the same round trip.
      const locked = run<GroupRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
      const moves = this.#changeMembers(run, id, members);
      await Promise.allSettled([locked, moves]); // nothing may be under way when the transaction ends
      const [row] = await locked;
      if (!row) return undefined;
      const before = toGroup(row);
      const { resource, attributes } = change(before);

      const moved = await moves;
      const [first, ...others] = piecesOf(moved);
      const changed = first ? [...attributes, 'members'] : attributes;
      if (changed.length === 0) return before;
      const entry = this.#entry({ action: 'change', before, after: resource, changed, members: first });
      await finish(
        UPDATE.with({ ...toRow(resource), ...entry }),
        ...this.#logMembers(resource, others),
        ...this.#logMoves(resource, moved),
      ).catch(refuseDuplicate(resource));
      return resource;
    });
  }

  async remove(id: string, check: RemovalCheck): Promise<boolean> {
    return this.#db.transaction(async ({ run, finish }) => {
      const locked = run<GroupRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
      const moves = this.#changeMembers(run, id, [{ kind: 'clear' }]);
      const [[row], moved] = await Promise.all([locked, moves]);
      if (!row) return false;
      const before = toGroup(row);
      check(before);
      const last = { ...before, version: before.version + 1 };
      await finish(
        ...this.#logMembers(last, piecesOf(moved)),
        ...this.#logMoves(last, moved),
        REMOVE.with(this.#entry({ action: 'delete', before, changed: [] })),
      );
      return true;
    });
  }

  /** Changes members, in one round trip unless they are many. @returns those who are others than before. */
  async #changeMembers(run: Run, group: string, changes: readonly MemberChange[]): Promise<MembershipChange> {
    const coming = changes.flatMap((change) => (change.kind === 'add' || change.kind === 'replace' ? change.ids : []));
    const locked = this.#lockUsers(run, coming);
    const areMany = coming.length > ADDED_AT_ONCE;
    if (areMany) await locked;
    const inOrder = areMany ? oneByOne(run) : run;
    const [users, ...moves] = await Promise.all([
      locked,
      ...changes.map((change) => this.#changed(inOrder, group, change)),
    ]);
    const moved = new Map<string, 'added' | 'removed'>();
    const names = new Map(users.map(({ id, user_name }) => [id, user_name]));
    for (const [index, change] of changes.entries()) {
      const { added = [], removed = [] } = moves[index] ?? {};
      requireTargets(
        change,
        removed.map(({ id }) => id),
      );
      for (const { id, user_name } of removed) {
        if (user_name !== undefined) names.set(id, user_name);
        if (!moved.delete(id)) moved.set(id, 'removed'); // added and removed again: no net change
      }
      for (const { id } of added) if (!moved.delete(id)) moved.set(id, 'added');
    }
    const unnamed = [...moved.keys()].filter((id) => !names.has(id));
    if (unnamed.length > 0) {
      const query = FIND_USERS_AMONG.with({ tenant: this.#tenant.slug, ids: uuidList(unnamed) });
      for (const { id, user_name } of await run<NamedRow>(query)) names.set(id, user_name);
    }
    const whoWere = (kind: 'added' | 'removed') =>
      [...moved].flatMap(([id, how]) => (how === kind ? { id, name: names.get(id) } : []));
    return { added: whoWere('added'), removed: whoWere('removed') };
  }

  /**
   * Keeps these users from being removed meanwhile. @returns the users. @throws {UnknownMember} when some ids are not
   * users.
   */
  async #lockUsers(run: Run, ids: readonly string[]): Promise<readonly NamedRow[]> {
    if (ids.length === 0) return [];
    const [users] = await Promise.all([
      run<NamedRow>(LOCK_USERS.with({ tenant: this.#tenant.slug, ids: uuidList(ids) })),
      ...(ids.length > MANY_MEMBERS ? [run(FORGET_PLANS)] : []),
    ]);
    if (users.length === ids.length) return users;
    const unknown = new Set(ids); // two changes may name one user
    for (const { id } of users) unknown.delete(id);
    if (unknown.size > 0) throw await this.#unknownMember(run, [...unknown]);
    return users;
  }

  /** Members that one change added and removed. */
  async #changed(run: Run, group: string, change: MemberChange): Promise<Moved> {
    const tenant = this.#tenant.slug;
    const { kind } = change;
    const ids = kind === 'clear' ? [] : change.ids;
    const removing =
      kind === 'add'
        ? undefined
        : (kind === 'remove' ? REMOVE_MEMBERS : KEEP_MEMBERS).with({ tenant, group, ids: uuidList(ids) });
    const adding: QueryConfig[] = [];
    if (kind === 'replace' || kind === 'add') {
      for (let from = 0; from < ids.length; from += ADDED_AT_ONCE) {
        const part = uuidList(ids.slice(from, from + ADDED_AT_ONCE));
        adding.push(ADD_MEMBERS.with({ tenant, group, ids: part }));
      }
    }
    const [removed, ...added] = await Promise.all([
      removing ? run<NamedRow>(removing) : [],
      ...adding.map((query) => run<NamedRow>(query)),
    ]);
    return { added: added.flat(), removed };
  }

  /** Says which of the ids that are not users are groups. */
  async #unknownMember(run: Run, ids: readonly string[]): Promise<UnknownMember> {
    const groups = await run<{ id: string }>(FIND_AMONG.with({ tenant: this.#tenant.slug, ids: uuidList(ids) }));
    return new UnknownMember(
      ids,
      groups.map(({ id }) => id),
    );
  }

  /** The first groups, at least one, whose members together are no more than a page may have, with those members. */
  async #withMembers(groups: readonly Resource[], room: Reading['room']): Promise<Group[]> {
    const { membersWithoutRoom, members, membersOfOne } = this.#pages.limits;
    const most = groups.length > 1 ? members : membersOfOne;
    let rows = await this.#membersOf(groups, Math.min(most, membersWithoutRoom));
    if (rows.length > membersWithoutRoom && most > membersWithoutRoom) {
      await room?.();
      rows = await this.#membersOf(groups, most);
    }

    const byGroup = new Map(groups.map(({ id }) => [id, [] as Related[]]));
    await inSlices(rows, TOLD_AT_ONCE, (slice) => {
      for (const { group_id, id, display } of slice) byGroup.get(group_id)?.push({ id, display });
    });
    const complete = groups.map((group) => ({ ...group, members: byGroup.get(group.id) ?? [] }));
    if (rows.length <= most) return complete;
    if (groups.length === 1) {
      this.#pages.onLimit('refused');
      throw tooManyMembersOfOne(most);
    }
    const cut = groups.findIndex(({ id }) => id === rows.at(-1)?.group_id);
    return cut === 0 ? this.#withMembers(groups.slice(0, 1), room) : complete.slice(0, cut); // a single group may have more
  }

  /** Members of groups: at most one more than the limit, which shows that there are too many. */
  #membersOf(groups: readonly Resource[], most: number): Promise<MemberRow[]> {
    const values = { tenant: this.#tenant.slug, groups: groups.map(({ id }) => id), limit: most + 1 };
    return this.#db.run<MemberRow>(MEMBERS.with(values));
  }

  #entry(change: LoggedChange): LogEntry {
    return entryOf(this.#tenant.slug, this.#origin, change);
  }

  /** Entries of their own for parts of a change of members. */
  #logMembers(group: LoggedState, pieces: readonly MembershipChange[]): QueryConfig[] {
    const change = { action: 'change', before: group, after: group, changed: ['members'] } as const;
    return pieces.map((members) => LOG_GROUP.with(this.#entry({ ...change, members })));
  }

  #logMoves({ id, version, attributes }: LoggedState, moved: MembershipChange): QueryConfig[] {
    const group = { id, version, name: String(attributes['displayName']) };
    return logMoves(this.#tenant.slug, this.#origin, group, moved);
  }
}

/** Members that a statement added and removed. */
interface Moved {
  readonly added: readonly NamedRow[];
  readonly removed: readonly NamedRow[];
}

/** A page by index must not be cut short: the client would skip as many groups as it asked for, and miss some. */
function tooManyMembers(groups: number, most: number): ScimError {
  const remedy = 'send excludedAttributes=members, ask for a smaller count, or page by cursor';
  return ScimError.badRequest('tooMany', `these ${groups} groups have more than ${most} members; ${remedy}`);
}

/** The members of a very large group are read in pages, as a search for the users in it. */
function tooManyMembersOfOne(most: number): ScimError {
  const remedy =
    'send excludedAttributes=members, and read the members by GET /Users?filter=groups.value eq "{id}"&cursor';
  return ScimError.badRequest('tooMany', `the group has more than ${most} members; ${remedy}`);
}

/** Sends each statement after the previous one is answered, so that other requests are served in between. */
function oneByOne(run: Run): Run {
  let last: Promise<unknown> = Promise.resolve();
  return <Row extends QueryResultRow>(step: Step) => {
    const answered = last.then(() => run<Row>(step));
    last = answered;
    return answered;
  };
}

function refuseDuplicate({ attributes }: Resource): (error: unknown) => never {
  return (error) => {
    if (isPgError(error, UNIQUE_VIOLATION)) throw new Duplicate('displayName', String(attributes['displayName']));
    throw error;
  };
}
