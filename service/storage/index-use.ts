import { renderPath } from '../scim/attribute-path';
import type { Filter } from '../scim/filter';
import { ENTERPRISE_USER_SCHEMA } from '../scim/schemas/enterprise-user';
import type { Search } from '../scim/search';

type Table = 'groups' | 'users';

/** Paths that few rows have the same value of, and by which an index finds them. */
const KEYS: Readonly<Record<Table, readonly string[]>> = {
  users: ['id', 'userName', 'externalId'],
  groups: ['id', 'displayName', 'externalId'],
};

/** Those of which no two rows have the same value. */
const UNIQUE: Readonly<Record<Table, readonly string[]>> = { users: ['id', 'userName'], groups: ['id', 'displayName'] };

/** Lists of which an index of another table finds the rows by the value of an element. */
const KEY_LISTS: Readonly<Record<Table, readonly string[]>> = { users: ['emails'], groups: [] };

/** Paths by which an index finds rows that may be many. */
const GROUPINGS: Readonly<Record<Table, readonly string[]>> = {
  users: [`${ENTERPRISE_USER_SCHEMA.id}:manager.value`, 'groups.value'],
  groups: ['members.value'],
};

const RANGE_OPERATORS: readonly string[] = ['eq', 'ge', 'gt', 'le', 'lt'];

/**
 * Whether an index leads to what a search asks for, so that its cost does not grow with the tenant. A search that is not
 * filtered is read in the order of ids, page by page.
 */
export function isIndexed({ filter, sort }: Pick<Search, 'filter' | 'sort'>, table: Table): boolean {
  if (filter && findsFew(filter, table)) return true;
  return !sort && (!filter || findsMany(filter, table));
}

/** Whether a search finds one resource at most. */
export function findsOne({ filter }: Pick<Search, 'filter'>, table: Table): boolean {
  return filter !== undefined && asksOneOf(filter, UNIQUE[table]);
}

/** Whether an index leads to few rows, whatever else is asked of them. */
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

/** Whether an index leads to the rows, of which there may be many, and nothing else is asked of them. */
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

/** Whether a filter asks that one of these paths equals a text. */
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
