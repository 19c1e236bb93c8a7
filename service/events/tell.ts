import type { Tenant } from '../directory/tenant';
import type { JsonObject } from '../scim/json';

import { encodeCursor, type Place } from './cursor';
import type { Event } from './event';
import type { Happening, Subject } from './happening';
import type { HistoryRow } from './history-row';

/** An event before its resource has been read, and its place in the feed. */
export interface Placed {
  readonly row: HistoryRow;

  /** Index of the event among the events of the same row, from 0. */
  readonly index: number;

  /** The place at which a reader continues after this event. */
  readonly next: Place;
  readonly happening: Happening;
}

/** Builds the event for a receiver. @param resource the current resource; undefined if it has been deleted. */
export function tell(tenant: Tenant, { row, index, next, happening }: Placed, resource: JsonObject | undefined): Event {
  const { type, subject, ...facts } = happening;
  return {
    // The position is not part of the id, because after a restore from a backup, other changes get the same positions.
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

/** The remaining data of a deleted resource: its id and its names. */
function lastKnown({ type, id, name, externalId }: Subject): JsonObject {
  return {
    id,
    ...(name === null ? {} : { [type === 'User' ? 'userName' : 'displayName']: name }),
    ...(externalId === null ? {} : { externalId }),
  };
}
