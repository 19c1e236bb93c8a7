import type { ClientBase } from 'pg';

import { qualifiedName } from '../schema';

/** The number of rows that a tenant has in a table. */
export interface TenantRows {
  readonly table: string;
  readonly tenant: string;
  readonly rows: number;
}

/**
 * Counts rows by table and tenant, in the order of the tables.
 *
 * @throws {DatabaseError} when row-level security would hide rows from the caller, because the counts would then be too
 * low.
 */
export async function countRows(client: ClientBase, tables: readonly string[]): Promise<TenantRows[]> {
  await client.query('set row_security = off');
  try {
    const counted: TenantRows[] = [];
    for (const table of tables) {
      const { rows } = await client.query<{ tenant: string; rows: number }>(
        `select tenant_id as tenant, count(*)::float8 as rows
           from ${qualifiedName(table)} group by tenant_id order by tenant_id`,
      );
      counted.push(...rows.map((row) => ({ table, ...row })));
    }
    return counted;
  } finally {
    await client.query('reset row_security').catch(() => undefined); // a failed transaction resets the setting at its end
  }
}

/** The number of a tenant's rows in a table, at two points in time. */
interface CountedTwice {
  readonly table: string;
  readonly tenant: string;
  readonly before: number;
  readonly after: number;
}

/** The differences between two counts. */
export function differingRows(before: readonly TenantRows[], after: readonly TenantRows[]): CountedTwice[] {
  const keyOf = ({ table, tenant }: TenantRows) => `${table} ${tenant}`;
  const [was, is] = [before, after].map((all) => new Map(all.map((one) => [keyOf(one), one.rows])));
  const all = new Map([...before, ...after].map((one) => [keyOf(one), one]));
  return [...all]
    .map(([key, { table, tenant }]) => ({ table, tenant, before: was?.get(key) ?? 0, after: is?.get(key) ?? 0 }))
    .filter((one) => one.before !== one.after);
}

/** Describes a difference, for example `users of contoso: 12 before, 11 after`. */
export function describeRows({ table, tenant, before, after }: CountedTwice): string {
  return `${table} of ${tenant}: ${before} before, ${after} after`;
}
