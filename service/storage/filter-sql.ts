import { type Expression, type RawBuilder, sql, type SqlBool } from 'kysely';

import type { Attribute } from '../scim/attribute';
import { type AttributePath, renderPath } from '../scim/attribute-path';
import type { CompareOperator, CompareValue, Filter } from '../scim/filter';
import { foldCase } from '../scim/match-filter';
import { parseDateTime } from '../scim/read-value';

export type Condition = Expression<SqlBool>;

/** A column that holds an attribute, and how what is asked compares with it. */
export interface Column {
  readonly expression: RawBuilder<unknown>;

  /** `key`: texts under which case does not count, folded by the service. `exact`: any other text. */
  readonly kind: 'boolean' | 'exact' | 'key' | 'time';
}

/** What a table knows of attributes that are not in its `attributes` document. */
export interface FilterTable {
  /** Columns by the path that they hold, as {@link renderPath} writes it. */
  readonly columns: Readonly<Record<string, Column>>;

  /** The condition for what is kept in no document, such as members. Undefined for everything else. */
  elsewhere?(filter: Filter): Condition | undefined;

  /** A condition that an index answers and that the filter implies, to narrow the search. */
  narrow?(filter: Filter): Condition | undefined;
}

/** Where a path starts: at the row's document, or at an element of one of its lists. */
interface Scope {
  readonly document: RawBuilder<unknown>;
  readonly table: FilterTable;
}

/**
 * A filter as one condition on a row. What the client wrote is always a bound value, never a part of the statement or
 * a pattern.
 *
 * Selects what {@link matchesFilter} selects. A comparison with a value that is absent is null, which counts as false;
 * `is not true` turns both over.
 */
export function filterCondition(filter: Filter, table: FilterTable): Condition {
  return condition(filter, { document: sql`attributes`, table });
}

const NO_COLUMNS: FilterTable = { columns: {} };

function condition(filter: Filter, scope: Scope): Condition {
  const { table } = scope;
  const elsewhere = table.elsewhere?.(filter);
  if (elsewhere) return elsewhere;
  const narrow = table.narrow?.(filter);
  const whole = wholeCondition(filter, scope);
  return narrow ? sql<SqlBool>`(${narrow} and ${whole})` : whole;
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
        filter.filters.map((part) => condition(part, scope)),
        sql` or `,
      )})`;
    case 'not':
      return not(condition(filter.filter, scope));
    case 'present':
      return present(filter.path, scope);
    case 'element':
      return anyElement(filter.path, scope, (document) => condition(filter.filter, { document, table: NO_COLUMNS }));
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
  if (!attribute.multiValued) {
    const parent = sql`${holder(path, scope)} -> ${sql.lit(attribute.name)}`;
    return compareText(textAt(parent, subAttribute), subAttribute, operator, value);
  }
  return anyElement(path, scope, (element) =>
    compareText(textAt(element, subAttribute), subAttribute, operator, value),
  );
}

function present(path: AttributePath, scope: Scope): Condition {
  const column = scope.table.columns[renderPath(path)];
  if (column) return sql<SqlBool>`(${column.expression} is not null)`;

  const { attribute, subAttribute } = path;
  if (!attribute) return sql<SqlBool>`(${holder(path, scope)} is not null)`;
  const member = sql`${holder(path, scope)} -> ${sql.lit(attribute.name)}`;
  if (!subAttribute) return sql<SqlBool>`((${member}) is not null)`;
  if (!attribute.multiValued) return sql<SqlBool>`((${member} -> ${sql.lit(subAttribute.name)}) is not null)`;
  return anyElement(
    path,
    scope,
    (element) => sql<SqlBool>`((${element} -> ${sql.lit(subAttribute.name)}) is not null)`,
  );
}

/** Whether one element of a list, or the one value of a complex attribute, meets a condition. */
function anyElement(path: AttributePath, scope: Scope, inner: (element: RawBuilder<unknown>) => Condition): Condition {
  const { attribute } = path;
  if (!attribute) return sql<SqlBool>`false`;
  const member = sql`${holder(path, scope)} -> ${sql.lit(attribute.name)}`;
  if (!attribute.multiValued) return sql<SqlBool>`((${member}) is not null and ${inner(sql`(${member})`)})`;
  return sql<SqlBool>`exists (select from jsonb_array_elements(${member}) as element where ${inner(sql`element`)})`;
}

/** The object that holds an attribute: the document, or an extension in it. */
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
    case 'key':
      return textOperator(expression, operator, foldCase(String(value)));
  }
}

/** Compares a member of a document, which comes as text, by the type of its attribute. */
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
        : textOperator(sql`lower(${text} collate "und-x-icu")`, operator, foldCase(String(value)));
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
