import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { QueryResultRow } from 'pg';

import type { Budget } from '../directory/budget';
import { SearchTooCostly } from '../directory/store';
import type { Page } from '../scim/list-response';
import type { Search } from '../scim/search';

import type { Database } from './database';
import { filterCondition, type FilterTable } from './filter-sql';
import { isIndexed } from './index-use';
import type { ResourceRow } from './resource-row';
import { orderOf } from './sort-sql';
import { composed } from './statement';
import { StatementTimeout } from './statement-timeout';

/** Where a search looks. */
interface Source {
  /** Name of the table. */
  readonly name: 'groups' | 'users';
  readonly tenant: string;

  /** What to read of each row. */
  readonly columns: RawBuilder<unknown>;
  readonly filters: FilterTable;
  readonly budget: Budget;
}

/** What a row is sorted by, beside the row. */
type Sorted<Row> = Row & { readonly sort_key?: Date | string | null };

/** One page of what a search finds: a page by index with the number of all, or a page by cursor with the next one. */
export async function readPage<Row extends ResourceRow>(
  db: Database,
  { name, tenant, columns, filters, budget }: Source,
  search: Search,
): Promise<Page<Row>> {
  const { filter, sort, page } = search;
  const purpose = { budget, kind: isIndexed(search, name) ? 'ordinary' : 'scan' } as const;
  const order = orderOf(sort, filters);
  const condition = sql<SqlBool>`tenant_id = ${tenant} and ${filter ? filterCondition(filter, filters) : sql`true`}`;
  const from = sql`from ${sql.table(name)} where ${condition}`;
  const selected = order.key ? sql`${columns}, ${order.key} as sort_key` : columns;
  const run = <Result extends QueryResultRow>(query: RawBuilder<unknown>) =>
    db.run<Result>(tenant, composed(query), purpose).catch(refuseCostly);
  const read = (rest: RawBuilder<unknown>) => run<Sorted<Row>>(sql`select ${selected} ${from} ${rest}`);
  const count = async () => {
    const [row] = await run<{ total: string }>(sql`select count(*) as total ${from}`);
    return Number(row?.total ?? 0);
  };

  if (page.kind === 'index') {
    const skipped = page.startIndex - 1;
    const rows = page.count === 0 ? [] : await read(sql`order by ${order.by} limit ${page.count} offset ${skipped}`);
    // A page that is neither full nor empty is the last one, and so tells the number of all.
    const isLast = rows.length < page.count && (rows.length > 0 || skipped === 0);
    return { items: rows, total: isLast ? skipped + rows.length : await count() };
  }

  const after = page.after ? sql`and ${order.after(page.after)}` : sql``;
  const rows = await read(sql`${after} order by ${order.by} limit ${page.count + 1}`); // one more tells of a next page
  const items = rows.slice(0, page.count);
  const last = items.at(-1);
  return {
    items,
    total: page.after ? undefined : rows.length > page.count || page.count === 0 ? await count() : items.length,
    ...(last && rows.length > page.count ? { next: { id: last.id, key: keyOf(last) } } : {}),
  };
}

function keyOf({ sort_key: key }: Sorted<ResourceRow>): string | null | undefined {
  return key instanceof Date ? key.toISOString() : key;
}

/** A search waits for nobody: one that takes too long asks too much. */
function refuseCostly(error: unknown): never {
  if (error instanceof StatementTimeout) throw new SearchTooCostly('the search took too long', { cause: error });
  throw error;
}
