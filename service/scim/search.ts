import { type CursorPosition, decodeCursor, searchFingerprint } from './cursor';
import { ScimError, type ScimType } from './error';
import type { Filter } from './filter';
import { isObject, type JsonObject } from './json';
import { membersOf } from './message';
import { parseFilter } from './parse-filter';
import type { Profile } from './profile';
import { readInteger, readText } from './read-parameter';
import { requireSchemas, SEARCH_REQUEST } from './required-schemas';
import type { ResourceType } from './resource-type';
import { readSort, type Sort } from './sort';

/** A search: its filter, its order and the requested page (RFC 7644 §3.4.2, RFC 9865). */
export interface Search {
  readonly filter: Filter | undefined;

  /** The order of the results. If undefined, resources are in the order in which they were created. */
  readonly sort: Sort | undefined;

  readonly page: CursorPage | IndexPage;
}

/**
 * A page that begins at a position, counted from 1. The content of the page shifts when earlier resources are added or
 * removed.
 */
export interface IndexPage {
  readonly kind: 'index';
  readonly startIndex: number;
  readonly count: number;
}

/** A page that begins after the last resource of the previous page, so that no resource is missed or repeated. */
export interface CursorPage {
  readonly kind: 'cursor';

  /** The last resource of the previous page. Undefined for the first page. */
  readonly after: CursorPosition | undefined;
  readonly count: number;

  /** A fingerprint of the search. The cursors of the search contain it, so that any other search can refuse them. */
  readonly fingerprint: string;
}

/** Maximum and default number of resources on one page. */
export const PAGE_MAX = 200;
export const PAGE_DEFAULT = 100;

/**
 * The search parameters as the client sent them: strings in a query string, typed values in the body of a `/.search`
 * request.
 */
export interface SearchParameters {
  readonly filter?: unknown;
  readonly sortBy?: unknown;
  readonly sortOrder?: unknown;
  readonly startIndex?: unknown;
  readonly count?: unknown;
  readonly cursor?: unknown;
}

const PARAMETERS = [
  ...(['filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor'] as const),
  ...(['attributes', 'excludedAttributes'] as const),
];

/**
 * Reads the parameters in the body of a `/.search` request (RFC 7644 §3.4.3). The names of parameters may be in any
 * case, because ignoring a filter with a name like `Filter` would turn a search for some resources into a search for
 * all.
 *
 * @throws {ScimError} 400 when the body is not an object, or when its `schemas` name another message.
 */
export function readSearchRequest(body: unknown, profile: Profile): JsonObject {
  if (!isObject(body)) throw ScimError.badRequest('invalidSyntax', 'the body must be a JSON object');
  requireSchemas(body, profile, SEARCH_REQUEST);
  return membersOf(body, PARAMETERS);
}

/** @throws {ScimError} 400 that names the invalid parameter. */
export function readSearch(type: ResourceType, parameters: SearchParameters, profile?: Profile): Search {
  const filter = parameters.filter === '' ? '' : readText('filter', parameters.filter);
  const parsed = filter === undefined ? undefined : parseFilter(filter, type, profile);
  const sort = readSort(type, parameters);
  return { filter: parsed, sort, page: readPage(type, parameters, parsed, sort) };
}

function readPage(
  type: ResourceType,
  { startIndex, count, cursor }: SearchParameters,
  filter: Filter | undefined,
  sort: Sort | undefined,
): CursorPage | IndexPage {
  if (cursor === undefined || cursor === null) {
    return {
      kind: 'index',
      startIndex: Math.max(1, readInteger('startIndex', startIndex) ?? 1),
      count: readCount(count),
    };
  }
  if (typeof cursor !== 'string') throw ScimError.badRequest('invalidCursor', 'cursor must be a string, given once');
  const fingerprint = searchFingerprint(type, filter, sort);
  const after = decodeCursor(cursor, fingerprint);
  return { kind: 'cursor', after, count: readCount(count, 'invalidCount'), fingerprint };
}

function readCount(count: unknown, scimType?: ScimType): number {
  return Math.min(PAGE_MAX, Math.max(0, readInteger('count', count, scimType) ?? PAGE_DEFAULT));
}
