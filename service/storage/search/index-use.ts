import { renderPath } from '../../scim/attribute-path';
import type { Filter } from '../../scim/filter';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/schemas/enterprise-user';
import type { Search } from '../../scim/search';

import { isOnList, JOINS_MAX } from './filter-sql';

type Table = 'groups' | 'users';

/** Indexed attributes for which only a few rows can share the same value. */
const KEYS: Readonly<Record<Table, readonly string[]>> = {
  users: ['id', 'userName', 'externalId'],
  groups: ['id', 'displayName', 'externalId'],
};

/** Indexed attributes whose values are unique. */
const UNIQUE: Readonly<Record<Table, readonly string[]>> = { users: ['id', 'userName'], groups: ['id', 'displayName'] };

/** Lists whose elements are rows of another table, which is indexed by value. */
const KEY_LISTS: Readonly<Record<Table, readonly string[]>> = { users: ['emails'], groups: [] };

/** Indexed attributes for which many rows can share the same value. */
const GROUPINGS: Readonly<Record<Table, readonly string[]>> = {
  users: [`${ENTERPRISE_USER_SCHEMA.id}:manager.value`, 'groups.value'],
  groups: ['members.value'],
};

const RANGE_OPERATORS: readonly string[] = ['eq', 'ge', 'gt', 'le', 'lt'];

/**
 * Whether an index answers a search, so that the cost does not grow with the size of the tenant. Also true for a search
 * with neither a filter nor a sort order, because it reads pages in the order of the ids.
 */
export function isIndexed({ filter, sort }: Pick<Search, 'filter' | 'sort'>, table: Table): boolean {
  if (filter && listsIn(filter) > JOINS_MAX) return false;
  if (filter && findsFew(filter, table)) return true;
  return !sort && (!filter || findsMany(filter, table));
}

/** Whether a search finds at most one resource. */
export function findsOne({ filter }: Pick<Search, 'filter'>, table: Table): boolean {
  return filter !== undefined && asksOneOf(filter, UNIQUE[table]);
}

/** Counts the conditions on multi-valued attributes that every matching resource must satisfy. */
function listsIn(filter: Filter): number {
  if (filter.kind === 'and') return filter.filters.reduce((sum, part) => sum + listsIn(part), 0);
  return isOnList(filter) ? 1 : 0;
}

/**
 * Whether an index finds a small set of rows that includes all matches. The database then checks these rows against the
 * other conditions.
 */
function findsFew(filter: Filter, table: Table): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.some((part) => findsFew(part, table));
    case 'or':
      return filter.filters.every((part) => isKey(part, table));
    case 'element':
      return KEY_LISTS[table].includes(renderPath(filter.path)) && conjuncts(filter.filter).some(asksValue);
    default:
      return (
        isKey(filter, table) ||
        asksOneOf(
          filter,
          KEY_LISTS[table].map((list) => `${list}.value`),
        )
      );
  }
}

/** Whether an index finds exactly the matching rows, possibly many, so that no other condition has to be checked. */
function findsMany(filter: Filter, table: Table): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => findsMany(part, table));
    case 'compare':
      return isLastModified(filter) || asksOneOf(filter, GROUPINGS[table]);
    default:
      return false;
  }
}

function isKey(filter: Filter, table: Table): boolean {
  return asksOneOf(filter, KEYS[table]);
}

/** Whether a filter requires one of these paths to equal a string. */
function asksOneOf(filter: Filter, paths: readonly string[]): boolean {
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return false;
  return paths.includes(renderPath(filter.path));
}

function asksValue(filter: Filter): boolean {
  return asksOneOf(filter, ['value']);
}

function isLastModified(filter: Filter): boolean {
  if (filter.kind !== 'compare' || renderPath(filter.path) !== 'meta.lastModified') return false;
  return RANGE_OPERATORS.includes(filter.operator) && filter.value !== null;
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.filters : [filter];
}
