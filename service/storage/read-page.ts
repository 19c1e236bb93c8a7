import { type Expression, sql, type SqlBool } from 'kysely';

import type { Page, Range } from '../scim/list-response';

import type { Database } from './database';
import { composed } from './statement';
import { type ResourceRow, sqlBuilder, type Tables } from './tables';

/** What to read a page of. */
interface Query<Table extends keyof Tables> {
  readonly table: Table;
  readonly tenant: string;

  /** Which rows of the tenant. */
  readonly condition: Expression<SqlBool>;

  readonly range: Range;
}

/** One page of the rows that meet a condition, oldest first, and how many there are on all pages. */
export async function readPage<Row extends ResourceRow>(
  db: Database,
  { table, tenant, condition, range: { startIndex, count } }: Query<'groups' | 'users'>,
): Promise<Page<Row>> {
  const selected = sqlBuilder.selectFrom(table).where('tenant_id', '=', tenant).where(condition);

  const page = selected
    .selectAll()
    .orderBy('id')
    .limit(count)
    .offset(startIndex - 1);
  const items = count === 0 ? [] : await db.run<Row>(tenant, composed(page));

  // A page that is neither full nor empty is the last one, and so tells the total.
  if (items.length < count && (items.length > 0 || startIndex === 1)) {
    return { total: startIndex - 1 + items.length, items };
  }
  const total = selected.select(sql<string>`count(*)`.as('total'));
  const [row] = await db.run<{ total: string }>(tenant, composed(total));
  return { total: Number(row?.total ?? 0), items };
}
