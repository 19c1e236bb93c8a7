import { sql } from 'kysely';

import type { AccountChanges } from '../../directory/account-changes';
import type { HistoryEntry } from '../../directory/history';

/** A change as read from the database. */
export interface HistoryRow {
  readonly at: Date;
  readonly request_id: string;
  readonly token_id: string;
  readonly action: HistoryEntry['action'];
  readonly resource_type: HistoryEntry['type'];
  readonly resource_id: string;
  readonly name: string | null;
  readonly external_id: string | null;
  readonly version: number | null;
  readonly attributes: readonly string[];
  readonly changes: AccountChanges;
  readonly group_id: string | null;
  readonly group_name: string | null;
}

/** The columns of the provisioning log that a history row contains. */
export const HISTORY_COLUMNS = sql.raw(
  `at, request_id, token_id, action, resource_type, resource_id, name, external_id, version, attributes, changes,
   null::uuid as group_id, null::text as group_name`,
);

export function toHistoryEntry(row: HistoryRow): HistoryEntry {
  const { group_id, group_name } = row;
  return {
    at: row.at,
    requestId: row.request_id,
    tokenId: row.token_id,
    action: row.action,
    type: row.resource_type,
    id: row.resource_id,
    name: row.name,
    externalId: row.external_id,
    version: row.version,
    attributes: row.attributes,
    changes: row.changes,
    ...(group_id === null ? {} : { group: { id: group_id, name: group_name ?? '' } }),
  };
}
