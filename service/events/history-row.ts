import type { HistoryEntry } from '../directory/history';

/** A change that has its place in the feed of its tenant. */
export interface HistoryRow extends HistoryEntry {
  /** Its place among the changes of the tenant: without gaps, from 1, in the order in which events are told. */
  readonly position: number;

  /** Id of its row in the provisioning log. */
  readonly rowId: string;

  /** Version of the resource after the change, or its last one. */
  readonly version: number;
}
