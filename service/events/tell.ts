import type { Tenant } from '../directory/tenant';
import type { JsonObject } from '../scim/json';

import { encodeCursor, type Place } from './cursor';
import type { Event } from './event';
import type { Happening, Subject } from './happening';
import type { HistoryRow } from './history-row';

/** A happening and where it stands in the feed. */
export interface Placed {
  readonly row: HistoryRow;

  /** Which of the row's events it is, from 0. */
  readonly index: number;

  /** Where to go on after it. */
  readonly next: Place;
  readonly happening: Happening;
}

/** The event that a receiver is told. @param resource the resource as it is now; undefined when it is gone. */
export function tell(tenant: Tenant, { row, index, next, happening }: Placed, resource: JsonObject | undefined): Event {
  const { type, subject, ...facts } = happening;
  return {
    // Not made of the position, which a database that was restored from a backup gives twice.
    id: `${row.requestId}_${row.rowId}_${index}`,
    type,
    tenant: tenant.slug,
    cursor: encodeCursor(tenant.slug, next),
    at: row.at.toISOString(),
    txn: row.requestId,
    token: row.tokenId,
    version: row.version,
    resource: resource ?? lastKnown(subject),
    exists: resource !== undefined,
    ...facts,
  };
}

/** What named a resource that is gone. */
function lastKnown({ type, id, name, externalId }: Subject): JsonObject {
  return {
    id,
    ...(name === null ? {} : { [type === 'User' ? 'userName' : 'displayName']: name }),
    ...(externalId === null ? {} : { externalId }),
  };
}
