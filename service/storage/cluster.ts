import type { ClientBase } from 'pg';

import { SCHEMA } from './schema';

/** How the rows of a table are spread over the nodes of a Citus cluster. */
export interface Distribution {
  readonly column: string;

  /** Number of its colocation group: tables of one group have the rows of a tenant on the same node. */
  readonly colocation: number;
}

/** Whether the database has Citus, which makes it a cluster, be it of one node. */
export async function hasCitus(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select to_regclass('pg_dist_partition') is not null as found`,
  );
  return rows[0]?.found === true;
}

/** Whether this node takes changes of tables, which one of a cluster does. */
export async function isCoordinator(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('select citus_is_coordinator() as found');
  return rows[0]?.found === true;
}

/** The distributed tables of a cluster, by name. */
export async function distributions(client: ClientBase): Promise<ReadonlyMap<string, Distribution>> {
  const { rows } = await client.query<Distribution & { name: string }>(
    `select c.relname::text as name, column_to_column_name(logicalrelid, partkey) as column, colocationid as colocation
       from pg_dist_partition
       join pg_class c on c.oid = logicalrelid
      where partmethod = 'h' and c.relnamespace = $1::regnamespace`,
    [SCHEMA],
  );
  return new Map(rows.map(({ name, column, colocation }) => [name, { column, colocation }]));
}
