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

/** Where a tenant's changes are, in the order in which they are told. The only door between events and a database. */
export interface EventLog {
  numbering(): Promise<Numbering>;

  /**
   * Numbers changes that are committed and have no position yet, some thousands at a time. Readers of several processes
   * may call it at once: they take turns.
   */
  number(): Promise<void>;

  /** Rows from a position on, in order. Those that retention has dropped are missing. */
  rowsFrom(position: number, limit: number): Promise<readonly HistoryRow[]>;

  /** The position of the oldest row that is there. Undefined when none is. */
  oldest(): Promise<number | undefined>;

  /** Those of the users that exist, each with the groups. */
  users(ids: readonly string[]): Promise<readonly User[]>;

  /** Those of the groups that exist, without members. */
  groups(ids: readonly string[]): Promise<readonly Group[]>;
}
