import type { HistoryEntry } from '../directory/history';

/** A change that has a position in the feed of its tenant. */
export interface HistoryRow extends HistoryEntry {
  /** Position among the tenant's changes. Positions start at 1, have no gaps, and follow the order of delivery. */
  readonly position: number;

  /** Id of the change's row in the provisioning log. */
  readonly rowId: string;

  /** Version of the resource after the change. For a deletion, the last version. */
  readonly version: number;
}
