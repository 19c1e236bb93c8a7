import type { Budget } from '../directory/budget';
import type { Group, TenantKey, User } from '../directory/store';

import type { HistoryRow } from './history-row';

/** Opens the log of a tenant. @param budget pays for all that is asked of it. */
export type OpenEventLog = (tenant: TenantKey, budget?: Budget) => EventLog;

/** How far a tenant's changes have been numbered. */
export interface Numbering {
  /** The last position that was given; 0 when none was. */
  readonly last: number;

  /** Whether changes wait to be numbered. */
  readonly isBehind: boolean;
}

/** Rows at a place of the feed, in order. Those that retention has dropped are missing. */
export interface RowsAt {
  /** The row right before the place. */
  readonly before: HistoryRow | undefined;
  readonly rows: readonly HistoryRow[];
}

/** Resources that events show. */
export interface Found<Resource> {
  readonly items: readonly Resource[];

  /** Ids of those that exist, and for which there was no room. */
  readonly leftOut: readonly string[];
}

/** All that events need from the database. */
export interface EventLog {
  numbering(): Promise<Numbering>;

  /**
   * Numbers changes that are committed and have no position yet, some thousands at a time. Readers of several processes
   * may call it at once: they take turns.
   *
   * @param begins if none was ever numbered: whether the first is the oldest that is kept, or one of the last hour. What
   *   is older than the first is never told.
   */
  number(begins?: 'oldest' | 'recent'): Promise<Numbering>;

  /** Rows from a position on, `limit` at most. They are fewer when they name many members, but one at least. */
  rowsFrom(position: number, limit: number): Promise<RowsAt>;

  /** The oldest position from which on no row is missing. Undefined when no row is there. */
  oldest(): Promise<number | undefined>;

  /** Those of the users that exist, each with the groups: the first one, and as many others as fit into so many bytes. */
  users(ids: readonly string[], bytes: number): Promise<Found<User>>;

  /** Those of the groups that exist, without members: the first one, and as many others as fit into so many bytes. */
  groups(ids: readonly string[], bytes: number): Promise<Found<Group>>;
}
