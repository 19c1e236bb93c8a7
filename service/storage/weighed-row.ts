import { type RawBuilder, sql } from 'kysely';
import type { QueryResultRow } from 'pg';

import type { PageSource } from './page-source';
import type { ResourceRow } from './resource-row';
import type { Order } from './sort-sql';

/** A row with what it weighs, and what it is sorted by. One that is heavy comes without what makes it so. */
export type Weighed<Row> = Row & {
  /** Bytes of the resource, about as it is answered. Undefined where it comes whole, whatever it weighs. */
  readonly octets?: number;
  readonly sort_key?: Date | string | null;
};

/** Bytes of a row that is read at once: three times those of a user with all that Entra sends by default. */
const OCTETS_LIGHT = 8 * 1024;

/**
 * Bytes of attributes as JSON. What PostgreSQL has not compressed it can tell without reading it, and what it keeps within
 * the row has not many more when it is written.
 */
const ATTRIBUTES_OCTETS = `
  case when pg_column_size(attributes) < 2000 and pg_column_compression(attributes) is null
       then pg_column_size(attributes) else octet_length(attributes::text) end`;

/** Each group of a user has three times as many bytes in the answer. */
const GROUPS_OCTETS = ' + coalesce(3 * octet_length(groups::text), 0)';

/** The rows of a page, each weighed before it is sent. In few pieces: they are put together for every search. */
export function weighed(
  { columns, groups }: PageSource,
  { key }: Order,
  rows: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const unlessHeavy = (name: string) => `case when octets <= ${OCTETS_LIGHT} then ${name} end as ${name}`;
  const shown = `${columns}, ${key ? 'sort_key, ' : ''}octets, ${unlessHeavy('attributes')}`;
  const head = `
    select ${shown}${groups === undefined ? '' : `, ${unlessHeavy('groups')}`} from (
      select page.*, ${ATTRIBUTES_OCTETS}${groups === undefined ? '' : GROUPS_OCTETS} as octets from (
        select ${selected({ columns, groups })}`;
  // An offset keeps PostgreSQL from weighing as often as the weight is named.
  const tail = ') as page offset 0) as weighed';
  return sql`${sql.raw(head)} ${key ? sql`, ${key} as sort_key` : sql.raw('')} ${rows} ${sql.raw(tail)}`;
}

/** The rows of a page that are sent as they are. */
export function unweighed(source: PageSource, { key }: Order, rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${sql.raw(`select ${selected(source)}`)} ${key ? sql`, ${key} as sort_key` : sql.raw('')} ${rows}`;
}

/** Rows with what makes them heavy. One that was removed since is left out. */
export async function completed<Row extends ResourceRow>(
  { name, tenant, columns, groups }: PageSource,
  rows: readonly Weighed<Row>[],
  run: <Result extends QueryResultRow>(query: RawBuilder<unknown>) => Promise<Result[]>,
): Promise<readonly Row[]> {
  const heavy = rows.filter(isHeavy).map(({ id }) => id);
  if (heavy.length === 0) return rows;

  const whole = await run<Row & QueryResultRow>(sql`
    select ${sql.raw(selected({ columns, groups }))} from ${sql.table(name)}
     where tenant_id = ${tenant} and id = any (${heavy}::uuid[])`);
  const byId = new Map(whole.map((row) => [row.id, row]));
  return rows.flatMap((row) => (isHeavy(row) ? (byId.get(row.id) ?? []) : row));
}

function isHeavy({ octets = 0 }: Weighed<ResourceRow>): boolean {
  return octets > OCTETS_LIGHT;
}

function selected({ columns, groups }: Pick<PageSource, 'columns' | 'groups'>): string {
  return `${columns}, attributes${groups === undefined ? '' : `, ${groups} as groups`}`;
}
