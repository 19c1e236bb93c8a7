import type { Group, User } from '../../directory/store';
import type { EventLog, Found, Numbering, OpenEventLog, RowsAt } from '../../events/event-log';
import type { HistoryRow as EventRow } from '../../events/history-row';
import type { Database } from '../connections/database';
import { TenantDatabase } from '../connections/tenant-database';
import { type GroupRow, toGroup } from '../directory/group-row';
import { toUser, type UserRow } from '../directory/user-row';
import type { ResourceRow } from '../search/resource-row';

import {
  ADVANCE_POSITIONS,
  COMPARE_BY_HASH,
  GROUPS_NOW,
  LOCK_POSITIONS,
  NUMBER,
  NUMBERING,
  OLDEST_POSITION,
  OPEN_POSITIONS,
  POSITION_SINCE,
  ROWS_FROM,
  USERS_NOW,
} from './event-statements';
import { type HistoryRow, toHistoryEntry } from './history-row';

/**
 * Maximum number of rows that are given their positions in one batch. Numbering that many rows takes about 0.1 s,
 * during which the tenant's other readers wait.
 */
const NUMBERED_AT_ONCE = 5_000;

/**
 * How far back `recent` looks for changes without a position, in milliseconds. No change takes this long from its
 * statement to its commit.
 */
const RECENT_MS = 60 * 60 * 1_000;

interface PlacedRow extends HistoryRow {
  readonly position: string;
  readonly row_id: string;
  readonly version: number;
}

/** Opens the event logs of tenants in a PostgreSQL database. */
export function openEventLogOn(db: Database): OpenEventLog {
  return (tenant, budget) => new SqlEventLog(new TenantDatabase(db, tenant.slug, budget));
}

/** The feed of a tenant's events, read from the provisioning log. */
class SqlEventLog implements EventLog {
  readonly #db: TenantDatabase;

  constructor(db: TenantDatabase) {
    this.#db = db;
  }

  async numbering(): Promise<Numbering> {
    const [row] = await this.#db.run<{ last: string; is_behind: boolean }>(NUMBERING.with(this.#feed));
    return { last: Number(row?.last ?? 0), isBehind: row?.is_behind ?? false };
  }

  async number(begins: 'oldest' | 'recent' = 'oldest'): Promise<Numbering> {
    const since = begins === 'oldest' ? '-infinity' : new Date(Date.now() - RECENT_MS);
    return this.#db.transaction(async ({ run, finish }) => {
      const [, before, after] = await Promise.all([
        run(OPEN_POSITIONS.with({ ...this.#feed, begins: since })),
        run<{ last: string }>(LOCK_POSITIONS.with(this.#feed)),
        finish<{ last: string }>(
          COMPARE_BY_HASH,
          NUMBER.with({ ...this.#feed, limit: NUMBERED_AT_ONCE }),
          ADVANCE_POSITIONS.with(this.#feed),
        ),
      ]);
      const last = Number(after[0]?.last);
      return { last, isBehind: last - Number(before[0]?.last) === NUMBERED_AT_ONCE };
    });
  }

  async rowsFrom(position: number, limit: number): Promise<RowsAt> {
    const found = await this.#db.run<PlacedRow>(ROWS_FROM.with({ ...this.#feed, position, limit }));
    const rows = found.map(toEventRow);
    const isBefore = rows[0]?.position === position - 1;
    return isBefore ? { before: rows[0], rows: rows.slice(1) } : { before: undefined, rows: rows.slice(0, limit) };
  }

  async oldest(): Promise<number | undefined> {
    const [row] = await this.#db.run<{ position: string }>(OLDEST_POSITION.with(this.#feed), 'scan');
    return row && Number(row.position);
  }

  async since(time: Date): Promise<number | undefined> {
    const [row] = await this.#db.run<{ position: string | null }>(POSITION_SINCE.with({ ...this.#feed, time }));
    return row?.position == null ? undefined : Number(row.position);
  }

  async users(ids: readonly string[], bytes: number): Promise<Found<User>> {
    return foundIn(await this.#db.run<Unless<UserRow>>(USERS_NOW.with({ ...this.#feed, ids, bytes })), toUser);
  }

  async groups(ids: readonly string[], bytes: number): Promise<Found<Group>> {
    return foundIn(await this.#db.run<Unless<GroupRow>>(GROUPS_NOW.with({ ...this.#feed, ids, bytes })), toGroup);
  }

  get #feed(): { readonly tenant: string } {
    return { tenant: this.#db.tenant };
  }
}

/** A row whose attributes are null if there was no space for them on the page. */
type Unless<Row extends ResourceRow> = Omit<Row, 'attributes'> & { readonly attributes: Row['attributes'] | null };

function foundIn<Row extends ResourceRow, Resource>(
  rows: readonly Unless<Row>[],
  toResource: (row: Row) => Resource,
): Found<Resource> {
  const isWhole = (row: Unless<Row>): row is Row & Unless<Row> => row.attributes !== null;
  return {
    items: rows.filter(isWhole).map(toResource),
    leftOut: rows.filter((row) => !isWhole(row)).map(({ id }) => id),
  };
}

function toEventRow(row: PlacedRow): EventRow {
  return { ...toHistoryEntry(row), position: Number(row.position), rowId: row.row_id, version: row.version };
}
