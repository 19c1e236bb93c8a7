import { hash } from 'node:crypto';

import { ScimError } from '../scim/error';

/** A point in a tenant's feed, from which a reader continues. */
export interface Place {
  /** The feed position of the row to read next. */
  readonly position: number;

  /** Number of events that the reader already has from the row at `position`. */
  readonly told: number;

  /**
   * Fingerprint of the last row from which the reader has an event. If another row has that position now, the database
   * has been restored from a backup. Undefined when the reader has no earlier event.
   */
  readonly last: string | undefined;
}

/** The data that identify a row, whatever its position. */
interface RowIdentity {
  readonly rowId: string;
  readonly requestId: string;
}

const VERSION = 1;

/** The place directly after a row. */
export function placeAfter(row: RowIdentity & { readonly position: number }): Place {
  return { position: row.position + 1, told: 0, last: fingerprintOf(row) };
}

export function fingerprintOf({ requestId, rowId }: RowIdentity): string {
  return hash('sha256', `${requestId} ${rowId}`, 'base64url').slice(0, 8);
}

/** Encodes a place for readers to store: an opaque string of unreserved characters, valid only for its tenant. */
export function encodeCursor(tenant: string, { position, told, last }: Place): string {
  return Buffer.from(JSON.stringify([VERSION, tenant, position, told, last ?? null])).toString('base64url');
}

/** @throws {ScimError} 400 when the string is not a cursor, or is a cursor of another tenant. */
export function decodeCursor(tenant: string, cursor: string): Place {
  const [version, slug, position, told, last] = parse(cursor);
  const isPlace = isCount(position) && position >= 1 && isCount(told) && (last === null || typeof last === 'string');
  if (version !== VERSION || typeof slug !== 'string' || !isPlace)
    throw refused(`'after' is not a cursor of this feed`);
  if (slug !== tenant) throw refused(`'after' is a cursor of another tenant's feed, not of '${tenant}'`);
  return { position, told, last: last ?? undefined };
}

function refused(flaw: string): ScimError {
  return ScimError.badRequest(
    'invalidCursor',
    `${flaw}; send the 'cursor' of an earlier answer unchanged, or start again with from=now and reconcile`,
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
