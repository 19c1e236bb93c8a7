import type { ClientBase } from 'pg';

import { SCHEMA } from '../schema';

/** How the rows of a table are distributed over the nodes of a Citus cluster. */
export interface Distribution {
  readonly column: string;

  /** Number of the colocation group. In all tables of a group, the rows of one tenant are on the same node. */
  readonly colocation: number;
}

/** Whether the database has Citus. If so, it is a cluster, even with only one node. */
export async function hasCitus(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select to_regclass('pg_dist_partition') is not null as found`,
  );
  return rows[0]?.found === true;
}

/** The first version of Citus that applies column privileges on all nodes. */
const CITUS_AT_LEAST = [13, 1] as const;

/**
 * The reason why a cluster cannot be maintained over this connection: either the connection does not lead to the
 * coordinator, which is the only node that accepts DDL, or the version of Citus is too old. Undefined when the
 * connection is suitable.
 */
export async function coordinatorFlaw(client: ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ isCoordinator: boolean; version: string | null }>(
    `select citus_is_coordinator() as "isCoordinator", current_setting('citus.version', true) as version`,
  );
  const { isCoordinator = false, version = null } = rows[0] ?? {};
  if (!isCoordinator)
    return 'this node is not the coordinator of the cluster; connect to the coordinator, on Azure at port 5432';
  const [major = 0, minor = 0] = (version ?? '').split('.').map((part) => Number.parseInt(part, 10));
  const [majorLeast, minorLeast] = CITUS_AT_LEAST;
  if (major > majorLeast || (major === majorLeast && minor >= minorLeast)) return undefined;
  return (
    `the cluster has Citus ${version ?? 'of an unknown version'}, and needs ${CITUS_AT_LEAST.join('.')} or later: an older ` +
    'version does not pass privileges on single columns to its nodes, so events cannot be numbered there; upgrade Citus'
  );
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
