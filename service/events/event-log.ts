import type { Budget } from '../directory/budget';
import type { Group, TenantKey, User } from '../directory/store';

import type { HistoryRow } from './history-row';

/** Opens the log of a tenant. @param budget the time budget for all queries of the log. */
export type OpenEventLog = (tenant: TenantKey, budget?: Budget) => EventLog;

/** How many of a tenant's changes have been numbered. */
export interface Numbering {
  /** The last position that was assigned; 0 if none was assigned yet. */
  readonly last: number;

  /** Whether there are changes that have no position yet. */
  readonly isBehind: boolean;
}

/** The rows after a place in the feed, in order. Rows that retention has dropped are missing. */
export interface RowsAt {
  /** The row directly before the place. */
  readonly before: HistoryRow | undefined;
  readonly rows: readonly HistoryRow[];
}

/** Resources to show in events. */
export interface Found<Resource> {
  readonly items: readonly Resource[];

  /** Ids of existing resources that were left out because they did not fit into the requested number of bytes. */
  readonly leftOut: readonly string[];
}

/** Everything that events need from the database. */
export interface EventLog {
  numbering(): Promise<Numbering>;

  /**
   * Assigns positions to committed changes that have none yet, a few thousand per call. Several processes may call this
   * at the same time: they take turns.
   *
   * @param begins where to start for a tenant without any positions: `oldest` starts with the oldest change that is
   * kept, `recent` with the first change of the last hour. Earlier changes never become events.
   */
  number(begins?: 'oldest' | 'recent'): Promise<Numbering>;

  /**
   * Reads up to `limit` rows, starting at a position. If the rows name many members, returns fewer rows, but at least
   * one.
   */
  rowsFrom(position: number, limit: number): Promise<RowsAt>;

  /** The first position from which all rows are still present. Undefined when there are no rows. */
  oldest(): Promise<number | undefined>;

  /** The position of the first change that was made at `time` or later. Undefined when there is no such change. */
  since(time: Date): Promise<number | undefined>;

  /**
   * Reads the existing users among `ids`, with their groups: always the first one, and as many others as fit into
   * `bytes`.
   */
  users(ids: readonly string[], bytes: number): Promise<Found<User>>;

  /**
   * Reads the existing groups among `ids`, without members: always the first one, and as many others as fit into
   * `bytes`.
   */
  groups(ids: readonly string[], bytes: number): Promise<Found<Group>>;
}
