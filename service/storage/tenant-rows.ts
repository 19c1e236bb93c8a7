import type { ClientBase } from 'pg';

import { SCHEMA } from './schema';

/** How many rows a tenant has in a table. */
export interface TenantRows {
  readonly table: string;
  readonly tenant: string;
  readonly rows: number;
}

/**
 * Counts rows by table and tenant, in the order of the tables.
 *
 * @throws {DatabaseError} when row-level security would hide rows from who asks, so that nothing is counted too low.
 */
export async function countRows(client: ClientBase, tables: readonly string[]): Promise<TenantRows[]> {
  await client.query('set row_security = off');
  const counted: TenantRows[] = [];
  for (const table of tables) {
    const { rows } = await client.query<{ tenant: string; rows: number }>(
      `select tenant_id as tenant, count(*)::float8 as rows
         from ${SCHEMA}.${client.escapeIdentifier(table)} group by tenant_id order by tenant_id`,
    );
    counted.push(...rows.map((row) => ({ table, ...row })));
  }
  return counted;
}

/** Tables and tenants whose numbers of rows differ, as `users of contoso: 12 before, 11 after`. */
export function lostRows(before: readonly TenantRows[], after: readonly TenantRows[]): string[] {
  const keyOf = ({ table, tenant }: TenantRows) => `${table} of ${tenant}`;
  const [was, is] = [before, after].map((all) => new Map(all.map((one) => [keyOf(one), one.rows])));
  return [...new Set([...before, ...after].map(keyOf))]
    .map((key) => ({ key, before: was?.get(key) ?? 0, after: is?.get(key) ?? 0 }))
    .filter(({ before: one, after: other }) => one !== other)
    .map(({ key, before: one, after: other }) => `${key}: ${one} before, ${other} after`);
}
