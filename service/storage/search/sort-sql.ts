import { type RawBuilder, sql, type SqlBool } from 'kysely';

import { renderPath } from '../../scim/attribute-path';
import type { CursorPosition } from '../../scim/cursor';
import { ScimError } from '../../scim/error';
import type { Sort } from '../../scim/sort';
import { parseDateTime } from '../../scim/text';

import type { Condition, FilterTable } from './filter-sql';
import { foldSql } from './fold-sql';

/**
 * The order of a search as SQL. Resources with equal values are ordered by id, so that the order is always the same.
 */
export interface Order {
  /** The value to sort by; null for a resource without such a value. Undefined if the search sorts by id only. */
  readonly key: RawBuilder<unknown> | undefined;

  /** The expressions to put after `order by`. */
  readonly by: RawBuilder<unknown>;

  /** The condition for rows that come after a position. */
  after(position: CursorPosition): Condition;
}

export function orderOf(sort: Sort | undefined, table: FilterTable): Order {
  if (!sort) return { key: undefined, by: sql`id`, after: ({ id }) => sql<SqlBool>`id > ${id}` };

  const { key, type } = sortKey(sort, table);
  const { descending } = sort;
  return {
    key,
    // Rows without a value come last in ascending order and first in descending order (RFC 7644 §3.4.2.3). PostgreSQL's
    // default is the same.
    by: descending ? sql`${key} desc, id desc` : sql`${key}, id`,
    after: ({ key: text = null, id }) => {
      if (text === null) {
        return descending
          ? sql<SqlBool>`(${key} is not null or id < ${id})`
          : sql<SqlBool>`(${key} is null and id > ${id})`;
      }
      const value = bind(text, type);
      return descending
        ? sql<SqlBool>`(${key} < ${value} or (${key} = ${value} and id < ${id}))`
        : sql<SqlBool>`(${key} > ${value} or (${key} = ${value} and id > ${id}) or ${key} is null)`;
    },
  };
}

type KeyType = 'text' | 'time';

function sortKey({ path }: Sort, table: FilterTable): { key: RawBuilder<unknown>; type: KeyType } {
  const column = table.columns[renderPath(path)];
  if (column?.kind === 'time') return { key: column.expression, type: 'time' };
  if (column && column.kind !== 'texts') return { key: sql`(${column.expression})::text collate "C"`, type: 'text' };

  const { extension, attribute, subAttribute } = path;
  if (!attribute || column || (!extension && table.lists[attribute.name])) {
    throw ScimError.badRequest('invalidPath', `'${renderPath(path)}' cannot be used for sorting`);
  }
  const holder = extension ? sql`attributes -> ${sql.lit(extension.id)}` : sql`attributes`;
  const value = sql`${holder} -> ${sql.lit(attribute.name)}`;
  const text = !subAttribute
    ? sql`${holder} ->> ${sql.lit(attribute.name)}`
    : attribute.multiValued
      ? leadingElement(value, subAttribute.name)
      : sql`${value} ->> ${sql.lit(subAttribute.name)}`;
  const folded = (subAttribute ?? attribute).caseExact ? text : foldSql(text);
  return { key: sql`left(${folded}, ${sql.lit(KEY_LENGTH)}) collate "C"`, type: 'text' };
}

/**
 * Maximum number of characters of a value that are used for sorting. There must be a limit, because the last value of a
 * page becomes part of the page's cursor, and the cursor becomes part of a URL.
 */
const KEY_LENGTH = 512;

/**
 * The value by which a multi-valued attribute is sorted: the value of its primary element or, if none is primary, of
 * its first element.
 */
function leadingElement(list: RawBuilder<unknown>, part: string): RawBuilder<unknown> {
  return sql`(
    select element ->> ${sql.lit(part)} from jsonb_array_elements(${list}) with ordinality as one (element, place)
    order by (element ->> 'primary')::boolean desc nulls last, place limit 1)`;
}

function bind(text: string, type: KeyType): RawBuilder<unknown> {
  if (type === 'text') return sql`${text}::text`;
  const time = parseDateTime(text); // accepts only years that PostgreSQL also supports
  if (time === undefined) throw ScimError.badRequest('invalidCursor', 'the cursor does not belong to this search');
  return sql`${new Date(time)}::timestamptz`;
}
