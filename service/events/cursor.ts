import { hash } from 'node:crypto';

import { ScimError } from '../scim/error';

/** Where in a tenant's feed a reader goes on. */
export interface Place {
  /** Position of the row that is read next. */
  readonly position: number;

  /** How many events of that row have been told already. */
  readonly told: number;

  /**
   * Fingerprint of the last row of which anything was told: a database that was restored from a backup gives its position
   * to another row. Undefined when there is none.
   */
  readonly last: string | undefined;
}

/** What tells a row from all others, wherever it stands. */
interface RowIdentity {
  readonly rowId: string;
  readonly requestId: string;
}

const VERSION = 1;

/** The place after a row. */
export function placeAfter(row: RowIdentity & { readonly position: number }): Place {
  return { position: row.position + 1, told: 0, last: fingerprintOf(row) };
}

export function fingerprintOf({ requestId, rowId }: RowIdentity): string {
  return hash('sha256', `${requestId} ${rowId}`, 'base64url').slice(0, 8);
}

/** A place as readers keep it: opaque, unreserved characters only, bound to its tenant. */
export function encodeCursor(tenant: string, { position, told, last }: Place): string {
  return Buffer.from(JSON.stringify([VERSION, tenant, position, told, last ?? null])).toString('base64url');
}

/** @throws {ScimError} 400 when it is no cursor, or one of another tenant. */
export function decodeCursor(tenant: string, cursor: string): Place {
  const [version, slug, position, told, last] = parse(cursor);
  const isPlace = isCount(position) && position >= 1 && isCount(told) && (last === null || typeof last === 'string');
  if (version !== VERSION || typeof slug !== 'string' || !isPlace) throw refused(`'after' is no cursor of this feed`);
  if (slug !== tenant) throw refused(`'after' is a cursor of another tenant's feed, not of '${tenant}'`);
  return { position, told, last: last ?? undefined };
}

function refused(flaw: string): ScimError {
  return ScimError.badRequest(
    'invalidCursor',
    `${flaw}; send a 'cursor' of its answers as it was, or begin again with from=now and reconcile`,
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
