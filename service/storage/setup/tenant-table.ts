import type { ClientBase } from 'pg';

import { SCHEMA } from '../schema';

/** A table whose rows belong to tenants. */
export interface TenantTable {
  readonly name: string;

  /** Whether row-level security hides the rows even from the owner of the table. */
  readonly isHiddenFromOwner: boolean;
}

/**
 * The tables whose rows belong to tenants. `users` comes first. Tables that have foreign keys come last, and no table
 * refers to any of those.
 */
export async function tenantTables(client: ClientBase): Promise<TenantTable[]> {
  const { rows } = await client.query<TenantTable>(
    `select c.relname::text as name,
            c.relforcerowsecurity and not (owner.rolsuper or owner.rolbypassrls) as "isHiddenFromOwner"
       from pg_class c
       join pg_roles owner on owner.oid = c.relowner
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
      where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      order by c.relname <> 'users',
               exists (select from pg_constraint where conrelid = c.oid and contype = 'f'),
               c.relname`,
    [SCHEMA],
  );
  return rows;
}
