import { createHash } from 'node:crypto';

import { renderPath } from './attribute-path';
import { ScimError } from './error';
import type { Filter } from './filter';
import { isObject } from './json';
import { printFilter } from './print-filter';
import { isResourceId } from './resource-id';
import type { ResourceType } from './resource-type';
import type { Sort } from './sort';
import { textFlaw } from './text';

/** The last resource of a page. */
export interface CursorPosition {
  readonly id: string;

  /**
   * The value by which the search sorts this resource, as a string. Null when the resource has no such value. Undefined
   * when the search is not sorted.
   */
  readonly key: string | null | undefined;
}

/**
 * A short fingerprint of a search (resource type, filter and order). Each cursor contains it, so that a search can
 * refuse cursors from other searches.
 */
export function searchFingerprint(type: ResourceType, filter: Filter | undefined, sort: Sort | undefined): string {
  const asked = [type.name, filter && printFilter(filter), sort && renderPath(sort.path), sort?.descending];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 12);
}

/**
 * Creates a cursor for the page after `position`. The cursor is opaque to clients, and contains only unreserved
 * characters (RFC 9865 §2.1).
 */
export function encodeCursor({ id, key }: CursorPosition, fingerprint: string): string {
  return Buffer.from(JSON.stringify({ f: fingerprint, i: id, k: key })).toString('base64url');
}

/**
 * Decodes a cursor. Undefined for an empty cursor, with which a client requests the first page.
 *
 * @throws {ScimError} 400 `invalidCursor` when the cursor does not belong to this search.
 */
export function decodeCursor(cursor: string, fingerprint: string): CursorPosition | undefined {
  if (cursor === '') return undefined;
  const { f, i, k } = parse(cursor);
  const isKey = k === undefined || k === null || (typeof k === 'string' && textFlaw(k) === undefined);
  if (f !== fingerprint || typeof i !== 'string' || !isResourceId(i) || !isKey) {
    const detail =
      'the cursor does not belong to this search; repeat filter and sorting, or start with an empty cursor';
    throw ScimError.badRequest('invalidCursor', detail);
  }
  return { id: i, key: k };
}

function parse(cursor: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
