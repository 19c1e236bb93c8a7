import { type Expression, type RawBuilder, sql, type SqlBool } from 'kysely';

import type { Attribute } from '../../scim/attribute';
import { type AttributePath, renderPath } from '../../scim/attribute-path';
import type { CompareOperator, CompareValue, Filter } from '../../scim/filter';
import { foldCase, parseDateTime } from '../../scim/text';

import { foldSql } from './fold-sql';

export type Condition = Expression<SqlBool>;

/** A column that contains an attribute, and how a filter compares values with the column. */
export interface Column {
  readonly expression: RawBuilder<unknown>;

  /**
   * `key`: a string that is stored with its case folded, so that comparisons ignore case. `exact`: any other string.
   * `texts`: an array of strings, at least one of which must match.
   */
  readonly kind: 'boolean' | 'exact' | 'key' | 'texts' | 'time';
}

/**
 * Describes where filters find attributes that have their own column or table, rather than being part of the
 * `attributes` document.
 */
export interface FilterTable {
  /** Columns by attribute path, in the format of {@link renderPath}. */
  readonly columns: Readonly<Record<string, Column>>;

  /** Lists whose elements are rows of other tables, keyed by the name of the list's attribute. */
  readonly lists: Readonly<Record<string, ListTable>>;

  /**
   * Derives a condition that an index can answer, in order to narrow the search. The condition may select more rows
   * than the filter does.
   */
  narrow?(filter: Filter): Condition | undefined;
}

/** A list whose elements are rows, such as the members of a group. */
export interface ListTable {
  /** The rows that belong to the resource, as the part of a statement that follows `from`. */
  readonly rows: RawBuilder<unknown>;

  /** Columns by sub-attribute. */
  readonly columns: Readonly<Record<string, Column>>;
}

/** Where the evaluation of a path starts: at the row's document, or at an element of one of its lists. */
interface Scope {
  readonly document: RawBuilder<unknown>;
  readonly table: FilterTable;

  /**
   * How many more conditions on multi-valued attributes may become joins. Undefined where joins are not possible:
   * inside `or`, `not` and brackets.
   */
  readonly joins?: { left: number };
}

/**
 * Maximum number of conditions on multi-valued attributes to turn into joins. PostgreSQL searches for the best join
 * order, which takes 10 ms and 8 MB for four joins, but 8 seconds and 3 GB for fifty (PostgreSQL 18). Further
 * conditions are checked only on the rows that the joins return.
 */
export const JOINS_MAX = 4;

/**
 * Translates a filter into one condition on a row. The client's strings are always bound values, never part of the SQL
 * or of a pattern.
 *
 * Selects the same resources as {@link matcherOf}. A comparison with an absent value results in null, which counts as
 * false. A negation uses `is not true`, which turns both false and null into true.
 */
export function filterCondition(filter: Filter, table: FilterTable): Condition {
  return condition(filter, { document: sql`attributes`, table, joins: { left: JOINS_MAX } });
}

const NO_COLUMNS: FilterTable = { columns: {}, lists: {} };

function condition(filter: Filter, scope: Scope): Condition {
  const narrow = scope.table.narrow?.(filter);
  const whole = wholeCondition(filter, scope);
  const met = narrow ? sql<SqlBool>`(${narrow} and ${whole})` : whole;
  return isOnList(filter) && scope.joins && --scope.joins.left < 0 ? sql<SqlBool>`(${met} is true)` : met;
}

/** Whether a condition concerns the elements of a list. */
export function isOnList(filter: Filter): boolean {
  return 'path' in filter && filter.path.attribute?.multiValued === true;
}

function wholeCondition(filter: Filter, scope: Scope): Condition {
  switch (filter.kind) {
    case 'and':
      return sql<SqlBool>`(${sql.join(
        filter.filters.map((part) => condition(part, scope)),
        sql` and `,
      )})`;
    case 'or':
      return sql<SqlBool>`(${sql.join(
        filter.filters.map((part) => condition(part, { ...scope, joins: undefined })),
        sql` or `,
      )})`;
    case 'not':
      return not(condition(filter.filter, { ...scope, joins: undefined }));
    case 'present':
      return present(filter.path, scope);
    case 'element':
      return anyElement(filter.path, scope, (element) => condition(filter.filter, element));
    case 'compare':
      return comparison(filter.path, filter.operator, filter.value, scope);
  }
}

function not(inner: Condition): Condition {
  return sql<SqlBool>`(${inner} is not true)`;
}

function comparison(path: AttributePath, operator: CompareOperator, value: CompareValue, scope: Scope): Condition {
  if (operator === 'ne') return not(comparison(path, 'eq', value, scope));
  if (value === null) return not(present(path, scope));

  const column = scope.table.columns[renderPath(path)];
  if (column) return compareColumn(column, operator, value);

  const { attribute, subAttribute } = path;
  if (!attribute) return sql<SqlBool>`false`;
  if (!subAttribute) return compareText(textAt(holder(path, scope), attribute), attribute, operator, value);
  const part: AttributePath = { extension: undefined, attribute: subAttribute, subAttribute: undefined };
  return anyElement(path, scope, (element) => comparison(part, operator, value, element));
}

function present(path: AttributePath, scope: Scope): Condition {
  const column = scope.table.columns[renderPath(path)];
  if (column) return sql<SqlBool>`(${column.expression} is not null)`;

  const { attribute, subAttribute } = path;
  if (!attribute) return sql<SqlBool>`(${holder(path, scope)} is not null)`;
  if (subAttribute) {
    const part: AttributePath = { extension: undefined, attribute: subAttribute, subAttribute: undefined };
    return anyElement(path, scope, (element) => present(part, element));
  }
  if (listAt(path, scope)) return anyElement(path, scope, () => sql<SqlBool>`true`);
  return sql<SqlBool>`((${member(path, scope)}) is not null)`;
}

/** Whether at least one element of a list, or the single value of a complex attribute, meets a condition. */
function anyElement(path: AttributePath, scope: Scope, inner: (element: Scope) => Condition): Condition {
  const list = listAt(path, scope);
  if (list) {
    const element = { document: sql`null::jsonb`, table: { columns: list.columns, lists: {} } };
    return sql<SqlBool>`exists (select from ${list.rows} and ${inner(element)})`;
  }
  if (!path.attribute?.multiValued) {
    const element = sql`(${member(path, scope)})`;
    return sql<SqlBool>`(${element} is not null and ${inner({ document: element, table: NO_COLUMNS })})`;
  }
  const met = inner({ document: sql`element`, table: NO_COLUMNS });
  return sql<SqlBool>`exists (select from jsonb_array_elements(${member(path, scope)}) as element where ${met})`;
}

/** The table for a list whose elements are rows. Undefined when the path names something else. */
function listAt({ extension, attribute }: AttributePath, { table }: Scope): ListTable | undefined {
  return extension || !attribute ? undefined : table.lists[attribute.name];
}

/** The JSON value of an attribute. */
function member(path: AttributePath, scope: Scope): RawBuilder<unknown> {
  return sql`${holder(path, scope)} -> ${sql.lit(path.attribute?.name ?? '')}`;
}

/** The object that contains an attribute: the document, or an extension in the document. */
function holder({ extension }: AttributePath, { document }: Scope): RawBuilder<unknown> {
  return extension ? sql`${document} -> ${sql.lit(extension.id)}` : document;
}

function textAt(object: RawBuilder<unknown>, { name }: Attribute): RawBuilder<unknown> {
  return sql`(${object} ->> ${sql.lit(name)})`;
}

function compareColumn(
  { expression, kind }: Column,
  operator: CompareOperator,
  value: Exclude<CompareValue, null>,
): Condition {
  switch (kind) {
    case 'boolean':
      return sql<SqlBool>`(${expression} = ${Boolean(value)})`;
    case 'time':
      return ordered(expression, operator, timestamp(value));
    case 'exact':
      return textOperator(expression, operator, String(value));
    case 'texts':
      return sql<SqlBool>`exists (select from unnest(${expression}) as one where ${textOperator(sql`one`, operator, String(value))})`;
    case 'key':
      return textOperator(expression, operator, foldCase(String(value)));
  }
}

/** Compares a value from a document according to the type of its attribute. The value arrives as a string. */
function compareText(
  text: RawBuilder<unknown>,
  { type, caseExact }: Attribute,
  operator: CompareOperator,
  value: Exclude<CompareValue, null>,
): Condition {
  switch (type) {
    case 'boolean':
      return sql<SqlBool>`(${text}::boolean = ${Boolean(value)})`;
    case 'decimal':
    case 'integer':
      return ordered(sql`${text}::numeric`, operator, sql`${Number(value)}::numeric`);
    case 'dateTime':
      return ordered(sql`${text}::timestamptz`, operator, timestamp(value));
    default:
      return caseExact
        ? textOperator(text, operator, String(value))
        : textOperator(foldSql(text), operator, foldCase(String(value)));
  }
}

function textOperator(text: RawBuilder<unknown>, operator: CompareOperator, value: string): Condition {
  const bound = sql`${value}::text`;
  switch (operator) {
    case 'co':
      return sql<SqlBool>`(position(${bound} in ${text}) > 0)`;
    case 'sw':
      return sql<SqlBool>`starts_with(${text}, ${bound})`;
    case 'ew':
      return sql<SqlBool>`(right(${text}, char_length(${bound})) = ${bound})`;
    default:
      return ordered(sql`${text} collate "C"`, operator, bound);
  }
}

function ordered(left: RawBuilder<unknown>, operator: CompareOperator, right: RawBuilder<unknown>): Condition {
  switch (operator) {
    case 'gt':
      return sql<SqlBool>`(${left} > ${right})`;
    case 'ge':
      return sql<SqlBool>`(${left} >= ${right})`;
    case 'lt':
      return sql<SqlBool>`(${left} < ${right})`;
    case 'le':
      return sql<SqlBool>`(${left} <= ${right})`;
    default:
      return sql<SqlBool>`(${left} = ${right})`;
  }
}

function timestamp(value: CompareValue): RawBuilder<unknown> {
  return sql`${new Date(parseDateTime(String(value)) ?? NaN)}::timestamptz`;
}
