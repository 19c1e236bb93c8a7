import { type CursorPosition, encodeCursor } from './cursor';
import type { JsonObject } from './json';
import type { Search } from './search';

const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** One page of the results of a search. */
export interface Page<Item> {
  readonly items: readonly Item[];

  /**
   * Total number of results on all pages. With cursor-based paging, only the first page has it, because counting for
   * each page would be too expensive.
   */
  readonly total: number | undefined;

  /** With cursor-based paging, the position after which the next page starts. Undefined on the last page. */
  readonly next?: CursorPosition;
}

/** Renders the answer to a search (RFC 7644 §3.4.2, RFC 9865 §2). */
export function renderPage({ items, total, next }: Page<unknown>, { page }: Search): JsonObject {
  return {
    schemas: [LIST_SCHEMA],
    ...(total === undefined ? {} : { totalResults: total }),
    ...(page.kind === 'index' ? { startIndex: page.startIndex } : {}),
    ...(next && page.kind === 'cursor' ? { nextCursor: encodeCursor(next, page.fingerprint) } : {}),
    itemsPerPage: items.length,
    Resources: items,
  };
}

/** Renders a list that is always complete, such as the list of schemas. */
export function renderList(items: readonly JsonObject[]): JsonObject {
  return {
    schemas: [LIST_SCHEMA],
    totalResults: items.length,
    startIndex: 1,
    itemsPerPage: items.length,
    Resources: items,
  };
}
