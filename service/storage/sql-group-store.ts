import type { QueryConfig } from 'pg';

import type { Budget } from '../directory/budget';
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
import type { Page } from '../scim/list-response';
import type { MemberChange } from '../scim/member-change';
import type { Resource } from '../scim/resource';
import type { Search } from '../scim/search';

import type { Database } from './database';
import { groupFilterTable } from './filter-tables';
import { type GroupRow, toGroup, toRow } from './group-row';
import {
  ADD_MEMBERS,
  type Addition,
  COLUMNS,
  FIND,
  FIND_TO_CHANGE,
  INSERT,
  KEEP_MEMBERS,
  LOCK_USERS,
  MEMBERS,
  type MemberRow,
  PLAN_EACH_TIME,
  REMOVE,
  REMOVE_MEMBERS,
  UPDATE,
} from './group-statements';
import { isPgError, UNIQUE_VIOLATION } from './pg-error';
import type { LogEntry } from './provisioning-log';
import { readPage } from './read-page';
import type { Run } from './transaction';

/**
 * Most members on one page of several groups: as many as one large group has, which is read by itself. A page by cursor
 * is cut short then, and says where the next one starts.
 */
export const PAGE_MEMBERS_MAX = 100_000;

/** From how many on it pays to plan for them. */
const MANY_MEMBERS = 100;

/** Groups in PostgreSQL: one row each, and one for each membership, so that a change touches only what it names. */
export class SqlGroupStore implements GroupStore {
  readonly #db: Database;
  readonly #tenant: TenantKey;
  readonly #origin: Origin;
  readonly #purpose: { readonly budget: Budget };
  readonly #pageMembersMax: number;

  constructor(db: Database, tenant: TenantKey, origin: Origin, budget: Budget, pageMembersMax: number) {
    this.#db = db;
    this.#tenant = tenant;
    this.#origin = origin;
    this.#purpose = { budget };
    this.#pageMembersMax = pageMembersMax;
  }

  async insert({ resource, attributes }: Change, memberIds: readonly string[]): Promise<void> {
    const values = { ...toRow(resource), ...this.#entry('create', resource.id, attributes) };
    await this.#db
      .transaction(
        this.#tenant.slug,
        async (run) => {
          await run(INSERT.with(values));
          if (memberIds.length > 0) await this.#addMembers(run, resource.id, memberIds);
        },
        this.#purpose,
      )
      .catch(refuseDuplicate(resource));
  }

  async find(id: string, { related }: Reading): Promise<Group | undefined> {
    const [row] = await this.#db.run<GroupRow>(
      this.#tenant.slug,
      FIND.with({ tenant: this.#tenant.slug, id }),
      this.#purpose,
    );
    if (!row) return undefined;
    const [group] = related ? await this.#withMembers([toGroup(row)]) : [toGroup(row)];
    return group;
  }

  async search(search: Search, { related }: Reading): Promise<Page<Group>> {
    const source = {
      name: 'groups',
      tenant: this.#tenant.slug,
      columns: COLUMNS,
      filters: groupFilterTable(this.#tenant),
      budget: this.#purpose.budget,
    } as const;
    const page = await readPage<GroupRow>(this.#db, source, search);
    const groups = page.items.map(toGroup);
    if (!related) return { ...page, items: groups };

    const complete = await this.#withMembers(groups, this.#pageMembersMax);
    if (complete.length === groups.length) return { ...page, items: complete };
    if (search.page.kind === 'index') throw tooManyMembers(groups.length, this.#pageMembersMax);
    return this.search({ ...search, page: { ...search.page, count: complete.length } }, { related });
  }

  async change(id: string, change: ChangeFunction, members: readonly MemberChange[]): Promise<Group | undefined> {
    return this.#db.transaction(
      this.#tenant.slug,
      async (run) => {
        const [row] = await run<GroupRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
        if (!row) return undefined;
        const before = toGroup(row);
        const { resource, attributes } = change(before);

        const coming = members.flatMap((change) =>
          change.kind === 'add' || change.kind === 'replace' ? change.ids : [],
        );
        if (coming.length > 0) await run(LOCK_USERS.with({ tenant: this.#tenant.slug, ids: coming }));
        const moved = new Set<string>();
        for (const memberChange of members) {
          for (const user of await this.#changeMembers(run, id, memberChange)) {
            if (!moved.delete(user)) moved.add(user); // who comes and goes again has not moved
          }
        }

        const changed = moved.size > 0 ? [...attributes, 'members'] : attributes;
        if (changed.length === 0) return before;
        const values = { ...toRow(resource), ...this.#entry('change', id, changed) };
        await run(UPDATE.with(values)).catch(refuseDuplicate(resource));
        return resource;
      },
      this.#purpose,
    );
  }

  async remove(id: string, check: RemovalCheck): Promise<boolean> {
    return this.#db.transaction(
      this.#tenant.slug,
      async (run) => {
        const [row] = await run<GroupRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
        if (!row) return false;
        check(toGroup(row));
        await run(REMOVE.with(this.#entry('delete', id, [])));
        return true;
      },
      this.#purpose,
    );
  }

  /** Ids of those who came or went. */
  async #changeMembers(run: Run, group: string, change: MemberChange): Promise<readonly string[]> {
    const tenant = this.#tenant.slug;
    const usersOf = async (query: QueryConfig) => (await run<{ user_id: string }>(query)).map((row) => row.user_id);
    switch (change.kind) {
      case 'add':
        return this.#addMembers(run, group, change.ids);
      case 'remove':
        return usersOf(REMOVE_MEMBERS.with({ tenant, group, ids: change.ids }));
      case 'clear':
        return usersOf(KEEP_MEMBERS.with({ tenant, group, ids: [] }));
      case 'replace': {
        const left = await usersOf(KEEP_MEMBERS.with({ tenant, group, ids: change.ids }));
        return [...left, ...(await this.#addMembers(run, group, change.ids))];
      }
    }
  }

  /** Ids of those who came. */
  async #addMembers(run: Run, group: string, ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length > MANY_MEMBERS) await run(PLAN_EACH_TIME);
    const [{ came, unknown } = { came: [], unknown: [] }] = await run<Addition>(
      ADD_MEMBERS.with({ tenant: this.#tenant.slug, group, ids }),
    );
    if (unknown.length > 0) throw new UnknownMember(unknown);
    return came;
  }

  /** Groups with their members: the first ones, at least one, that have `most` members together. */
  async #withMembers(groups: readonly Resource[], most?: number): Promise<Group[]> {
    const ids = groups.map(({ id }) => id);
    const limit = most === undefined ? null : most + 1;
    const rows = await this.#db.run<MemberRow>(
      this.#tenant.slug,
      MEMBERS.with({ tenant: this.#tenant.slug, groups: ids, limit }),
      this.#purpose,
    );
    const byGroup = new Map(ids.map((id) => [id, [] as Related[]]));
    for (const { group_id, id, display } of rows) byGroup.get(group_id)?.push({ id, display });

    const cut = most !== undefined && rows.length > most ? ids.indexOf(rows.at(-1)?.group_id ?? '') : ids.length;
    if (cut === 0 && groups.length > 0) return this.#withMembers(groups.slice(0, 1)); // alone, with all of them
    return groups.slice(0, cut).map((group) => ({ ...group, members: byGroup.get(group.id) ?? [] }));
  }

  #entry(action: LogEntry['action'], id: string, changed: readonly string[]): LogEntry {
    return { tenant: this.#tenant.slug, ...this.#origin, action, id, changed };
  }
}

/** A page by index must not be cut short: its client goes on after as many groups as it asked for, and misses some. */
function tooManyMembers(groups: number, most: number): ScimError {
  const remedy = 'send excludedAttributes=members, ask for a smaller count, or page by cursor';
  return ScimError.badRequest('tooMany', `these ${groups} groups have more than ${most} members; ${remedy}`);
}

function refuseDuplicate({ attributes }: Resource): (error: unknown) => never {
  return (error) => {
    if (isPgError(error, UNIQUE_VIOLATION)) throw new Duplicate('displayName', String(attributes['displayName']));
    throw error;
  };
}
