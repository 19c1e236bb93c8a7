import { ScimError } from './error';
import type { JsonObject } from './read-value';

const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** Most resources on one page, and how many there are when the client does not say. */
export const PAGE_MAX = 200;
const PAGE_DEFAULT = 100;

/** Which part of a result a client asked for (RFC 7644 §3.4.2.4). `startIndex` counts from 1. */
export interface Range {
  readonly startIndex: number;
  readonly count: number;
}

export interface Page<Item> {
  /** How many there are on all pages. */
  readonly total: number;
  readonly items: readonly Item[];
}

/** @throws {ScimError} 400 `invalidValue` when a number is none. */
export function readRange({ startIndex, count }: { startIndex?: unknown; count?: unknown }): Range {
  return {
    startIndex: Math.max(1, readInteger('startIndex', startIndex) ?? 1),
    count: Math.min(PAGE_MAX, Math.max(0, readInteger('count', count) ?? PAGE_DEFAULT)),
  };
}

function readInteger(name: string, value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value)) return Number(value);
  throw ScimError.badRequest('invalidValue', `${name} must be a whole number; got ${JSON.stringify(value)}`);
}

/** The answer to a query: one page of what was found. */
export function renderList({ total, items }: Page<JsonObject>, startIndex = 1): JsonObject {
  return {
    schemas: [LIST_SCHEMA],
    totalResults: total,
    startIndex,
    itemsPerPage: items.length,
    Resources: items,
  };
}
