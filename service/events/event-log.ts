import type { Budget } from '../directory/budget';
import type { Group, TenantKey, User } from '../directory/store';

import type { HistoryRow } from './history-row';

/** Opens the event log of a tenant. @param budget the time budget for all queries of the log. */
export type OpenEventLog = (tenant: TenantKey, budget?: Budget) => EventLog;

/** How far the numbering of a tenant's changes has progressed. A numbered change has a position in the feed. */
export interface Numbering {
  /** The last position that was assigned. 0 if there is none yet. */
  readonly last: number;

  /** Whether there are changes that have no position yet. */
  readonly isBehind: boolean;
}

/** The rows that follow a place in the feed, in order. Rows that retention has dropped are missing. */
export interface RowsAt {
  /** The row directly before the place. */
  readonly before: HistoryRow | undefined;
  readonly rows: readonly HistoryRow[];
}

/** Resources that events will contain. */
export interface Found<Resource> {
  readonly items: readonly Resource[];

  /**
   * Ids of existing resources that are missing from `items`, because they did not fit into the requested number of
   * bytes.
   */
  readonly leftOut: readonly string[];
}

/** Everything that the feed reads from the database. */
export interface EventLog {
  numbering(): Promise<Numbering>;

  /**
   * Assigns positions to committed changes that have none yet, a few thousand per call. Several processes may call this
   * at the same time: they do the work one after the other.
   *
   * @param begins where to start for a tenant without any positions: `oldest` starts with the oldest change that is
   * kept, `recent` with the first change of the last hour. Changes before the start never become events.
   */
  number(begins?: 'oldest' | 'recent'): Promise<Numbering>;

  /**
   * Reads up to `limit` rows, starting at a position. Returns fewer rows, but at least one, if the rows contain many
   * members.
   */
  rowsFrom(position: number, limit: number): Promise<RowsAt>;

  /** The earliest position after which no row is missing. Undefined when there are no rows. */
  oldest(): Promise<number | undefined>;

  /** The position of the first change that was made at `time` or later. Undefined when there is no such change. */
  since(time: Date): Promise<number | undefined>;

  /**
   * Reads those users among `ids` that exist, with their groups. Returns at least one user, and further users only if
   * they fit into `bytes`.
   */
  users(ids: readonly string[], bytes: number): Promise<Found<User>>;

  /**
   * Reads those groups among `ids` that exist, without their members. Returns at least one group, and further groups
   * only if they fit into `bytes`.
   */
  groups(ids: readonly string[], bytes: number): Promise<Found<Group>>;
}
