import type { QueryConfig, QueryResultRow } from 'pg';

import {
  type AccessAsked,
  type AccessPage,
  type Asked,
  type ChangesAsked,
  type History,
  type HistoryEntry,
  HistoryTooShort,
  type Listed,
  type NamedResource,
  type Position,
  type RefusedRequest,
  type ResourceTypeName,
  UnknownPerson,
  type UserAccess,
} from '../../directory/history';
import type { Origin } from '../../directory/store';
import { foldCase } from '../../scim/text';
import type { Database } from '../connections/database';

import { ACCESS, type AccessRow } from './access-statement';
import { type HistoryRow, toHistoryEntry } from './history-row';
import {
  BEGINNING,
  CHANGES,
  CHANGES_OF_GROUP,
  CHANGES_OF_USER,
  FORGET,
  NAMED,
  type NamedRow,
  PERSON,
  type RefusalRow,
  REFUSALS,
  type Slice,
} from './history-statements';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** History in PostgreSQL: the provisioning log, the membership log, and the refused requests. */
export class SqlHistory implements History {
  readonly #db: Pick<Database, 'maintain' | 'run'>;

  constructor(db: Pick<Database, 'maintain' | 'run'>) {
    this.#db = db;
  }

  async changes(tenant: string, asked: ChangesAsked): Promise<Listed<HistoryEntry>> {
    const { resource } = asked;
    return this.#list(asked, toHistoryEntry, (slice) => {
      if (!resource) return this.#run<HistoryRow>(tenant, CHANGES.with({ tenant, ...slice }));
      const statement = resource.type === 'User' ? CHANGES_OF_USER : CHANGES_OF_GROUP;
      return this.#run<HistoryRow>(tenant, statement.with({ tenant, id: resource.id, ...slice }));
    });
  }

  async refusals(tenant: string, asked: Asked): Promise<Listed<RefusedRequest>> {
    return this.#list(asked, toRefusal, (slice) => this.#run<RefusalRow>(tenant, REFUSALS.with({ tenant, ...slice })));
  }

  async access(tenant: string, { at, after = NO_ID, count }: AccessAsked): Promise<AccessPage> {
    if (at) await this.#requireReach(at);
    const rows = await this.#run<AccessRow>(tenant, ACCESS.with({ tenant, at: at ?? 'infinity', after, count }));
    return {
      users: rows.filter(({ is_new }) => is_new !== true).map(toAccess),
      next: rows.length < count ? undefined : rows.at(-1)?.id,
    };
  }

  async begins(): Promise<Date> {
    const [row] = await this.#db.maintain<{ at: Date }>(BEGINNING.with({}));
    return (row as { at: Date }).at;
  }

  async named(tenant: string, type: ResourceTypeName, name: string): Promise<NamedResource[]> {
    const rows = await this.#run<NamedRow>(tenant, NAMED[type].with({ tenant, key: foldCase(name) }));
    return rows.map((row) => ({ id: row.id, name: row.name ?? undefined }));
  }

  async forget(tenant: string, userId: string, by: Origin): Promise<number> {
    if ((await this.#run(tenant, PERSON.with({ tenant, id: userId }))).length === 0)
      throw new UnknownPerson(tenant, userId);
    const [row] = await this.#run<{ entries: string }>(tenant, FORGET.with({ ...by, id: userId }));
    return Number(row?.entries);
  }

  async #requireReach(at: Date): Promise<void> {
    const begins = await this.begins();
    if (at < begins) throw new HistoryTooShort(at, begins);
  }

  /** Reads the rows of one page, and one additional row, which shows whether there is another page. */
  async #list<Row extends { readonly at: Date }, Item extends { readonly at: Date }>(
    { count, since, after }: Asked,
    toItem: (row: Row) => Item,
    read: (slice: Omit<Slice, 'tenant'>) => Promise<Row[]>,
  ): Promise<Listed<Item>> {
    const passed = after?.passed ?? 0;
    const slice = { since: since ?? '-infinity', until: after?.at ?? 'infinity', passed, count: count + 1 } as const;
    const rows = await read(slice);
    const items = rows.slice(0, count).map(toItem);
    return { items, next: rows.length > count ? endOf(items, after) : undefined };
  }

  #run<Row extends QueryResultRow>(tenant: string, query: QueryConfig): Promise<Row[]> {
    return this.#db.run<Row>(tenant, query);
  }
}

function endOf(items: readonly { readonly at: Date }[], after: Position | undefined): Position | undefined {
  const at = items.at(-1)?.at;
  if (!at) return after;
  const passed = items.filter((item) => item.at.getTime() === at.getTime()).length;
  return { at, passed: passed + (after?.at.getTime() === at.getTime() ? after.passed : 0) };
}

function toRefusal(row: RefusalRow): RefusedRequest {
  return {
    at: row.at,
    requestId: row.request_id,
    tokenId: row.token_id,
    route: row.route,
    resourceId: row.resource_id,
    status: row.status,
    scimType: row.scim_type,
    detail: row.detail,
  };
}

function toAccess(row: AccessRow): UserAccess {
  const { user_name_change: name, active_change: active, role_change: role } = row;
  return {
    id: row.id,
    userName: name ? (name.before ?? null) : row.user_name,
    externalId: row.external_id,
    active: active ? active.before === true : row.active === true,
    role: role ? (role.before ?? null) : row.role,
    since: row.since,
    requestId: row.request_id,
    tokenId: row.token_id,
    groups: row.groups,
  };
}
