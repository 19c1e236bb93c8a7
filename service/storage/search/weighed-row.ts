import { type RawBuilder, sql } from 'kysely';
import type { QueryResultRow } from 'pg';

import type { PageSource } from './page-source';
import type { ResourceRow } from './resource-row';
import type { Order } from './sort-sql';

/** A row with its size and the value by which it is sorted. In a large row, the large columns are null. */
export type Weighed<Row> = Row & {
  /** Size of the resource in bytes, roughly as sent. Undefined for rows that are always read in full. */
  readonly octets?: number;
  readonly sort_key?: Date | string | null;
};

/**
 * Maximum size, in bytes, of a row that is read in full immediately: three times the size of a user with everything
 * that Entra sends by default.
 */
const OCTETS_LIGHT = 8 * 1024;

/**
 * SQL for the size of the attributes as JSON, in bytes. PostgreSQL knows the stored size of an uncompressed value
 * without reading the value, and a value that is small enough to stay in the row is not much longer as JSON.
 */
export const ATTRIBUTES_OCTETS = `
  case when pg_column_size(attributes) < 2000 and pg_column_compression(attributes) is null
       then pg_column_size(attributes) else octet_length(attributes::text) end`;

/**
 * SQL that adds the size that a user's groups will have in the answer. A group takes four times as many bytes in the
 * answer as in the row.
 */
export const GROUPS_OCTETS = ' + coalesce(4 * octet_length(groups::text), 0)';

/**
 * Selects the rows of a page with their sizes. Large columns are sent only if the row is small. The statement consists
 * of as few pieces as possible, because it is composed for every search.
 */
export function weighed(
  { columns, groups }: PageSource,
  { key }: Order,
  rows: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const unlessHeavy = (name: string) => `case when octets <= ${OCTETS_LIGHT} then ${name} end as ${name}`;
  const shown = `${columns}, ${key ? 'sort_key, ' : ''}octets, ${unlessHeavy('attributes')}`;
  const head = `
    select ${shown}${groups === undefined ? '' : `, ${unlessHeavy('groups')}`} from (
      select page.*, ${ATTRIBUTES_OCTETS}${groups === undefined ? '' : GROUPS_OCTETS} as octets from (`;
  // `offset 0` keeps PostgreSQL from computing the size again at each place that uses it.
  const tail = ') as page offset 0) as weighed';
  return sql`${sql.raw(head)} ${unweighed({ columns, groups }, { key }, rows)} ${sql.raw(tail)}`;
}

/** Selects the rows of a page without their sizes. */
export function unweighed(
  source: Selection,
  { key }: Pick<Order, 'key'>,
  rows: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`select ${selected(source)} ${key ? sql`, ${key} as sort_key` : sql.raw('')} ${rows}`;
}

/**
 * Adds the large columns to rows that were read without them. Rows that were removed in the meantime are missing from
 * the result.
 */
export async function completed<Row extends ResourceRow>(
  { name, tenant, columns, groups }: PageSource,
  rows: readonly Weighed<Row>[],
  run: <Result extends QueryResultRow>(query: RawBuilder<unknown>) => Promise<Result[]>,
): Promise<readonly Row[]> {
  const heavy = rows.filter(isHeavy).map(({ id }) => id);
  if (heavy.length === 0) return rows;

  const whole = await run<Row & QueryResultRow>(sql`
    select ${selected({ columns, groups })} from ${sql.table(name)}
     where tenant_id = ${tenant} and id = any (${heavy}::uuid[])`);
  const byId = new Map(whole.map((row) => [row.id, row]));
  return rows.flatMap((row) => (isHeavy(row) ? (byId.get(row.id) ?? []) : row));
}

function isHeavy({ octets = 0 }: Weighed<ResourceRow>): boolean {
  return octets > OCTETS_LIGHT;
}

type Selection = Pick<PageSource, 'columns' | 'groups'>;

function selected({ columns, groups }: Selection): RawBuilder<unknown> {
  const own = sql.raw(`${columns}, attributes`);
  return groups ? sql`${own}, ${groups} as groups` : own;
}
