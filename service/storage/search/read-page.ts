import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { QueryResultRow } from 'pg';

import { type Reading, SearchTooCostly } from '../../directory/store';
import { ScimError } from '../../scim/error';
import type { Page } from '../../scim/list-response';
import type { Search } from '../../scim/search';
import { StatementTimeout } from '../connections/statement-timeout';
import type { TenantDatabase } from '../connections/tenant-database';
import { composed } from '../statements/statement';

import { filterCondition } from './filter-sql';
import { findsOne, isIndexed } from './index-use';
import type { PageLimits } from './page-limits';
import type { PageSource } from './page-source';
import type { ResourceRow } from './resource-row';
import { orderOf } from './sort-sql';
import { completed, unweighed, weighed, type Weighed } from './weighed-row';

/** The limits of a page, and a function that is called when a page would exceed them. */
export interface PageOptions {
  readonly limits: PageLimits;
  readonly onLimit: (outcome: 'cut' | 'refused') => void;
}

/**
 * Reads one page of search results. Index-based paging also returns the total; cursor-based paging also returns the
 * cursor of the next page.
 *
 * @param room waits for free memory before a large page is read.
 * @throws {ScimError} 400 `tooMany` when an index-based page is too large. The page cannot be shortened: for the next
 * page, the client would still skip as many resources as it had requested, and would miss some.
 */
export async function readPage<Row extends ResourceRow>(
  db: TenantDatabase,
  source: PageSource,
  search: Search,
  { limits, onLimit }: PageOptions,
  room: Reading['room'],
): Promise<Page<Row>> {
  const { filter, sort, page } = search;
  const { name, tenant, filters } = source;
  const kind = isIndexed(search, name) ? 'ordinary' : 'scan';
  const order = orderOf(sort, filters);
  const condition = sql<SqlBool>`tenant_id = ${tenant} and ${filter ? filterCondition(filter, filters) : sql`true`}`;
  const from = sql`from ${sql.table(name)} where ${condition}`;
  const run = <Result extends QueryResultRow>(query: RawBuilder<unknown>) =>
    db.run<Result>(composed(query), kind).catch(refuseCostly);
  const select = findsOne(search, name) ? unweighed : weighed; // a single resource never exceeds a limit
  const read = (rows: RawBuilder<unknown>, limit: number) =>
    run<Weighed<Row>>(select(source, order, sql`${rows} order by ${order.by} limit ${limit}`));
  const complete = async (rows: readonly Weighed<Row>[]) => {
    if (bytesOf(rows) > limits.bytesWithoutRoom) await room?.();
    return completed(source, rows, run);
  };
  const count = async (after: RawBuilder<unknown> = sql``) => {
    const [row] = await run<{ total: string }>(sql`select count(*) as total ${from} ${after}`);
    return Number(row?.total ?? 0);
  };

  if (page.kind === 'index') {
    const skipped = page.startIndex - 1;
    // Two steps keep skipped rows cheap: the first finds the ids, and the second reads only the rows on the page. Most
    // searches skip nothing. Those searches get no offset parameter at all, because with one, PostgreSQL would plan
    // each search again, even for an offset of zero.
    const rows =
      skipped === 0
        ? from
        : sql`
      from (select id ${from} order by ${order.by} limit ${page.count} offset ${skipped}) as page
      join ${sql.table(name)} using (id) where tenant_id = ${tenant}`;
    const found = page.count === 0 ? [] : await read(rows, page.count);
    if (fitting(found, limits.bytes) < found.length) {
      onLimit('refused');
      throw tooManyBytes(found, limits.bytes);
    }
    const items = await complete(found);
    const last = found.at(-1);
    // A page that is neither full nor empty is the last page, so the total is known.
    if (found.length < page.count && (last || skipped === 0)) return { items, total: skipped + found.length };
    // The skipped rows and the page are already counted, so only the rest has to be counted. With a sort order, all
    // rows are counted instead, because finding the rest would cost more.
    const rest = last && skipped > 0 && !sort ? sql`and ${order.after({ id: last.id, key: undefined })}` : undefined;
    return { items, total: rest ? skipped + found.length + (await count(rest)) : await count() };
  }

  const after = page.after ? sql`and ${order.after(page.after)}` : sql``;
  const found = await read(sql`${from} ${after}`, page.count + 1); // an additional row shows that there is a next page
  const most = Math.min(page.count, fitting(found, limits.bytesWithoutRoom));
  if (most < Math.min(page.count, found.length)) onLimit('cut');
  const shown = found.slice(0, most);
  const last = shown.at(-1);
  return {
    items: await complete(shown),
    total: page.after ? undefined : found.length > most || page.count === 0 ? await count() : found.length,
    ...(last && found.length > most ? { next: { id: last.id, key: keyOf(last) } } : {}),
  };
}

/**
 * The number of leading rows that together fit into the given number of bytes. It is at least one, because an empty
 * page would have no cursor for the next page.
 */
function fitting(rows: readonly Weighed<ResourceRow>[], bytes: number): number {
  let sum = 0;
  const first = rows.findIndex((row, index) => (sum += row.octets ?? 0) > bytes && index > 0);
  return first < 0 ? rows.length : first;
}

function bytesOf(rows: readonly Weighed<ResourceRow>[]): number {
  return rows.reduce((sum, { octets = 0 }) => sum + octets, 0);
}

function keyOf({ sort_key: key }: Weighed<ResourceRow>): string | null | undefined {
  return key instanceof Date ? key.toISOString() : key;
}

function tooManyBytes(rows: readonly Weighed<ResourceRow>[], most: number): ScimError {
  const remedy = 'ask for a smaller count, or page by cursor';
  const detail = `these ${rows.length} resources have ${bytesOf(rows)} bytes, more than the ${most} bytes allowed on a page; ${remedy}`;
  return ScimError.badRequest('tooMany', detail);
}

/**
 * Turns a timeout into an error that blames the search. A search never waits for a lock, so it times out only because
 * it reads too much.
 */
function refuseCostly(error: unknown): never {
  if (error instanceof StatementTimeout) throw new SearchTooCostly('the search took too long', { cause: error });
  throw error;
}
