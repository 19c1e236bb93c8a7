import type { QueryConfig } from 'pg';

import type { MembershipChange } from '../../directory/account-changes';
import { type Change, changeTo } from '../../directory/change';
import {
  type ChangeFunction,
  Duplicate,
  type Group,
  type GroupStore,
  type Origin,
  type Reading,
  type RemovalCheck,
  type TenantKey,
} from '../../directory/store';
import { ScimError } from '../../scim/error';
import type { Page } from '../../scim/list-response';
import type { MemberChange } from '../../scim/member-change';
import type { Resource } from '../../scim/resource';
import type { Search } from '../../scim/search';
import type { TenantDatabase } from '../connections/tenant-database';
import type { Transaction } from '../connections/transaction';
import { isPgError, UNIQUE_VIOLATION } from '../pg-error';
import { type PageOptions, readPage } from '../search/read-page';
import { entryOf, LOG, type LogEntry, type LoggedChange, type LoggedState } from '../statements/provisioning-log';

import { groupFilterTable } from './filter-tables';
import { type GroupRow, toGroup, toRow } from './group-row';
import { COLUMNS_SHORT, FIND, FIND_TO_CHANGE, type GroupKey, INSERT, REMOVE, UPDATE } from './group-statements';
import { groupsWithMembers } from './groups-with-members';
import { changeMembers } from './member-changes';
import { MOVE_IN, MOVE_OUT, type MovedRow } from './member-move';
import { logMoves, piecesOf } from './membership-log';

/** Groups in PostgreSQL: one row per group and one per membership, so that a change writes only the affected rows. */
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
    const changed = attributes.filter((name) => name !== 'members'); // members are logged in separate entries
    const entry = this.#entry({ action: 'create', after: resource, changed });
    const insert = INSERT.with({ ...toRow(resource), ...entry });
    const inserted =
      memberIds.length === 0
        ? this.#db.write(insert)
        : this.#db.transaction(async (transaction) => {
            const added = { kind: 'add', ids: memberIds } as const;
            const [, moved] = await Promise.all([
              transaction.run(insert),
              changeMembers(transaction.run, this.#key(resource.id), [added]),
            ]);
            await transaction.finish(
              ...this.#logMembers(resource, piecesOf(moved)),
              ...this.#logMoves(resource, moved),
            );
          });
    await inserted.catch(refuseDuplicate(resource));
  }

  async find(id: string, { related, room }: Reading): Promise<Group | undefined> {
    const [row] = await this.#db.run<GroupRow>(FIND.with({ tenant: this.#tenant.slug, id }));
    if (!row || !related) return row && toGroup(row);
    const [group] = await groupsWithMembers(this.#db, [toGroup(row)], this.#pages, room);
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

    const complete = await groupsWithMembers(this.#db, groups, this.#pages, room);
    if (complete.length === groups.length) return { ...page, items: complete };
    if (search.page.kind === 'index') {
      this.#pages.onLimit('refused');
      throw tooManyMembers(groups.length, this.#pages.limits.members);
    }
    this.#pages.onLimit('cut');
    return this.search({ ...search, page: { ...search.page, count: complete.length } }, { related, room });
  }

  async change(id: string, change: ChangeFunction, members: readonly MemberChange[]): Promise<Group | undefined> {
    return this.#db.transaction((transaction) => this.#change(transaction, id, change, members));
  }

  async changeMembers(id: string, members: readonly MemberChange[], now: Date): Promise<Group | undefined> {
    const change: ChangeFunction = (before) => changeTo(before, before.attributes, now);
    const move = this.#moveOf(id, members, now);
    if (!move) return this.change(id, change, members);
    return this.#db.attemptOr(
      async ({ run }) => {
        const [row] = await run<MovedRow>(move);
        // Undefined if the user or the group does not exist. A transaction then runs and finds out which of them is
        // missing.
        return row?.is_known ? toGroup(row) : undefined;
      },
      (transaction) => this.#change(transaction, id, change, members),
    );
  }

  async remove(id: string, check: RemovalCheck): Promise<boolean> {
    return this.#db.transaction(async (transaction) => {
      const locked = transaction.run<GroupRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
      const moves = changeMembers(transaction.run, this.#key(id), [{ kind: 'clear' }]);
      const [[row], moved] = await Promise.all([locked, moves]);
      if (!row) return false;
      const before = toGroup(row);
      check(before);
      const last = { ...before, version: before.version + 1 };
      await transaction.finish(
        ...this.#logMembers(last, piecesOf(moved)),
        ...this.#logMoves(last, moved),
        REMOVE.with(this.#entry({ action: 'delete', before, changed: [] })),
      );
      return true;
    });
  }

  async #change(
    transaction: Transaction,
    id: string,
    change: ChangeFunction,
    members: readonly MemberChange[],
  ): Promise<Group | undefined> {
    // Locks the group against other changes, and changes its members in the same round trip.
    const locked = transaction.run<GroupRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
    const moves = changeMembers(transaction.run, this.#key(id), members);
    await Promise.allSettled([locked, moves]); // no statement may be under way when the transaction ends
    const [row] = await locked;
    if (!row) return undefined;
    const before = toGroup(row);
    const { resource, attributes } = change(before);

    const moved = await moves;
    const [first, ...others] = piecesOf(moved);
    const changed = first ? [...attributes, 'members'] : attributes;
    if (changed.length === 0) return before;
    const entry = this.#entry({ action: 'change', before, after: resource, changed, members: first });
    await transaction
      .finish(
        UPDATE.with({ ...toRow(resource), ...entry }),
        ...this.#logMembers(resource, others),
        ...this.#logMoves(resource, moved),
      )
      .catch(refuseDuplicate(resource));
    return resource;
  }

  /** The statement for adding or removing a single member. Undefined for any other change. */
  #moveOf(group: string, [change, ...others]: readonly MemberChange[], now: Date): QueryConfig | undefined {
    if (!change || others.length > 0 || (change.kind !== 'add' && change.kind !== 'remove')) return undefined;
    const [user, ...more] = change.ids;
    if (user === undefined || more.length > 0 || change.choices) return undefined;
    const move = change.kind === 'add' ? MOVE_IN : MOVE_OUT;
    return move.with({ ...this.#key(group), ...this.#origin, user, now: now.toISOString() });
  }

  #key(group: string): GroupKey {
    return { tenant: this.#tenant.slug, group };
  }

  #entry(change: LoggedChange): LogEntry {
    return entryOf(this.#tenant.slug, this.#origin, change);
  }

  /** The log entries for a change to members, one for each piece. */
  #logMembers(group: LoggedState, pieces: readonly MembershipChange[]): QueryConfig[] {
    const change = { action: 'change', before: group, after: group, changed: ['members'] } as const;
    return pieces.map((members) => LOG.groups.with(this.#entry({ ...change, members })));
  }

  #logMoves({ id, version, attributes }: LoggedState, moved: MembershipChange): QueryConfig[] {
    const group = { id, version, name: String(attributes['displayName']) };
    return logMoves(this.#tenant.slug, this.#origin, group, moved);
  }
}

/**
 * The error for an index-based page with too many members. The page cannot be shortened: for the next page, the client
 * would still skip as many groups as it had requested, and would miss some.
 */
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
