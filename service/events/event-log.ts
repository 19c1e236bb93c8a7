import type { Budget } from '../directory/budget';
import type { Group, TenantKey, User } from '../directory/store';

import type { HistoryRow } from './history-row';

/** Opens the log of a tenant. @param budget the time budget for everything that the log is asked to do. */
export type OpenEventLog = (tenant: TenantKey, budget?: Budget) => EventLog;

/** How far the numbering of a tenant's changes has come. */
export interface Numbering {
  /** The last position given; 0 before the first one. */
  readonly last: number;

  /** Whether there are changes that have no position yet. */
  readonly isBehind: boolean;
}

/** Rows at a place in the feed, in order. Rows that retention has dropped are missing. */
export interface RowsAt {
  /** The row directly before the place. */
  readonly before: HistoryRow | undefined;
  readonly rows: readonly HistoryRow[];
}

/** Resources to show in events. */
export interface Found<Resource> {
  readonly items: readonly Resource[];

  /** Ids of existing resources that did not fit. */
  readonly leftOut: readonly string[];
}

/** Everything that events need from the database. */
export interface EventLog {
  numbering(): Promise<Numbering>;

  /**
   * Gives positions to committed changes that have none yet, a few thousand at a time. Readers in several processes may
   * call this at the same time: they take turns.
   *
   * @param begins for a tenant without any positions: whether the first position goes to the oldest change that is
   * kept, or to the first change of the last hour. Changes before that one never become events.
   */
  number(begins?: 'oldest' | 'recent'): Promise<Numbering>;

  /**
   * Reads up to `limit` rows, starting at a position. Returns fewer rows if they name many members, but at least one.
   */
  rowsFrom(position: number, limit: number): Promise<RowsAt>;

  /** The first position from which all rows are still present. Undefined when there are no rows. */
  oldest(): Promise<number | undefined>;

  /** The first position of a change that was made at a time or later. Undefined when there is none. */
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
