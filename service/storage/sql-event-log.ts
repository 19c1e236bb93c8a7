import type { AccountChanges } from '../directory/account-changes';
import type { Group, User } from '../directory/store';
import type { EventLog, Numbering, OpenEventLog } from '../events/event-log';
import type { HistoryRow } from '../events/history-row';

import type { Database } from './database';
import {
  ADVANCE_POSITIONS,
  GROUPS_NOW,
  LOCK_POSITIONS,
  NUMBER,
  NUMBERING,
  OLDEST_POSITION,
  OPEN_POSITIONS,
  ROWS_FROM,
  USERS_NOW,
} from './event-statements';
import { type GroupRow, toGroup } from './group-row';
import { TenantDatabase } from './tenant-database';
import { toUser, type UserRow } from './user-row';

/** Rows that are numbered at a time: a tenth of a second, in which other readers of the tenant wait. */
const NUMBERED_AT_ONCE = 5_000;

interface LogRow {
  readonly position: string;
  readonly id: string;
  readonly at: Date;
  readonly request_id: string;
  readonly token_id: string;
  readonly action: HistoryRow['action'];
  readonly resource_type: HistoryRow['resourceType'];
  readonly resource_id: string;
  readonly name: string | null;
  readonly external_id: string | null;
  readonly version: number;
  readonly attributes: readonly string[];
  readonly changes: AccountChanges;
}

/** Logs of tenants in a PostgreSQL database. */
export function openEventLogOn(db: Database): OpenEventLog {
  return (tenant, budget) => new SqlEventLog(new TenantDatabase(db, tenant.slug, budget));
}

/** The provisioning log, read as a feed. */
class SqlEventLog implements EventLog {
  readonly #db: TenantDatabase;

  constructor(db: TenantDatabase) {
    this.#db = db;
  }

  async numbering(): Promise<Numbering> {
    const [row] = await this.#db.run<{ last: string; is_behind: boolean }>(NUMBERING.with(this.#feed));
    return { last: Number(row?.last ?? 0), isBehind: row?.is_behind ?? false };
  }

  async number(): Promise<void> {
    await this.#db.transaction(async ({ run, finish }) => {
      const steps = [
        run(OPEN_POSITIONS.with(this.#feed)),
        run(LOCK_POSITIONS.with(this.#feed)),
        finish(NUMBER.with({ ...this.#feed, limit: NUMBERED_AT_ONCE }), ADVANCE_POSITIONS.with(this.#feed)),
      ];
      await Promise.all(steps);
    });
  }

  async rowsFrom(position: number, limit: number): Promise<readonly HistoryRow[]> {
    return (await this.#db.run<LogRow>(ROWS_FROM.with({ ...this.#feed, position, limit }))).map(toHistoryRow);
  }

  async oldest(): Promise<number | undefined> {
    const [row] = await this.#db.run<{ position: string }>(OLDEST_POSITION.with(this.#feed));
    return row && Number(row.position);
  }

  async users(ids: readonly string[]): Promise<readonly User[]> {
    return (await this.#db.run<UserRow>(USERS_NOW.with({ ...this.#feed, ids }))).map(toUser);
  }

  async groups(ids: readonly string[]): Promise<readonly Group[]> {
    return (await this.#db.run<GroupRow>(GROUPS_NOW.with({ ...this.#feed, ids }))).map(toGroup);
  }

  get #feed(): { readonly tenant: string } {
    return { tenant: this.#db.tenant };
  }
}

function toHistoryRow(row: LogRow): HistoryRow {
  return {
    position: Number(row.position),
    id: row.id,
    at: row.at,
    requestId: row.request_id,
    tokenId: row.token_id,
    action: row.action,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    name: row.name ?? undefined,
    externalId: row.external_id ?? undefined,
    version: row.version,
    attributes: row.attributes,
    changes: row.changes,
  };
}
