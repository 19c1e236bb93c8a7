import type { ClientBase } from 'pg';

import { qualifiedName, RUNTIME_ROLE, SCHEMA } from '../schema';

import { type Distribution, distributions } from './cluster';
import { countRows, describeRows, differingRows, type TenantRows } from './tenant-rows';
import { type TenantTable, tenantTables } from './tenant-table';

/**
 * Number of shards per table, which is also the maximum number of nodes that can hold tenants. The number is the same
 * as the default of Citus.
 */
const SHARDS = 32;

/**
 * Table of the migrations that ran. Every node of a cluster has a full copy, because the readiness check may query any
 * node.
 */
const MIGRATIONS = 'migrations';

/**
 * Condition of row-level security on a cluster: the current tenant, or an error when no tenant is set. Citus does not
 * pass every setting on to its other nodes. If the setting is missing there, the query must fail instead of returning
 * no rows.
 */
const TENANT_IS_SET = `tenant_id = current_setting(
  case when current_setting('scim.tenant', true) > '' then 'scim.tenant' else 'scim.tenant.is_not_set' end)`;

/** The tables that were distributed over a cluster, with their rows. */
export interface Distributed {
  readonly tables: readonly string[];

  /** The number of rows in each table. It is the same before and after the distribution. */
  readonly rows: readonly TenantRows[];
}

/**
 * Distributes the tables over the nodes of a Citus cluster, together with their rows, in the current transaction.
 * Tables that are already distributed stay as they are.
 *
 * @throws {Error} when tables are distributed in an unsuitable way.
 */
export async function distribute(client: ClientBase): Promise<Distributed> {
  const tables = await tenantTables(client);
  const found = await distributions(client);
  const flaws = distributionFlaws(tables, found);
  if (flaws.length > 0) throw new Error(flaws.join('; '));

  const names = tables.map(({ name }) => name);
  const local = names.filter((name) => !found.has(name));
  const anchor = names.find((name) => found.has(name));
  try {
    await admitRole(client);
    await openToOwner(client, tables);
    await refuseSilence(client);
    return { tables: local, rows: await spread(client, local, anchor) };
  } catch (error) {
    throw new Error('the tables were not distributed over the cluster; nothing changed', { cause: error });
  }
}

/** Describes what is wrong with the distributed tables, and how to repair it. */
export function distributionFlaws(
  tables: readonly TenantTable[],
  found: ReadonlyMap<string, Distribution>,
): readonly string[] {
  const [anchor] = tables.flatMap(({ name }) => found.get(name) ?? []);
  return tables
    .map(({ name }) => name)
    .filter((name) => {
      const own = found.get(name);
      return own && (own.column !== 'tenant_id' || own.colocation !== anchor?.colocation);
    })
    .map(
      (name) =>
        `table '${name}' is not distributed as the others are; run, on the coordinator as its owner, ` +
        `alter table ${SCHEMA}.${name} no force row level security; ` +
        `select alter_distributed_table('${SCHEMA}.${name}', distribution_column => 'tenant_id', colocate_with => '${SCHEMA}.users')`,
    );
}

/**
 * Allows the nodes to connect to each other as the role that serves requests. Because the role has no password, nobody
 * else can log in with it.
 */
async function admitRole(client: ClientBase): Promise<void> {
  const { rows } = await client.query('select from pg_roles where rolname = $1 and not rolcanlogin', [RUNTIME_ROLE]);
  if (rows.length > 0) await client.query(`alter role ${RUNTIME_ROLE} login`);
}

/**
 * Makes all rows visible to the owner of their table. Citus copies rows as that owner, so hidden rows would stay behind
 * when a shard moves, and would be lost without an error.
 */
async function openToOwner(client: ClientBase, tables: readonly TenantTable[]): Promise<void> {
  for (const { name, isHiddenFromOwner } of tables) {
    if (isHiddenFromOwner) await client.query(`alter table ${qualifiedName(name)} no force row level security`);
  }
}

/**
 * Makes row-level security fail when no tenant is set. Without this, a missing setting would look like a tenant without
 * rows.
 */
async function refuseSilence(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname::text as name
       from pg_policy
       join pg_class c on c.oid = polrelid
      where c.relnamespace = $1::regnamespace and polname = 'tenant'
        and pg_get_expr(polqual, polrelid) not like '%scim.tenant.is_not_set%'`,
    [SCHEMA],
  );
  for (const { name } of rows) {
    await client.query(`alter policy tenant on ${qualifiedName(name)} using (${TENANT_IS_SET})`);
  }
}

async function spread(
  client: ClientBase,
  names: readonly string[],
  distributed: string | undefined,
): Promise<TenantRows[]> {
  // From here on, the tables are locked against changes, so that the counts before and after are comparable.
  for (const name of names) await client.query(`lock table ${qualifiedName(name)} in share row exclusive mode`);
  const before = await countRows(client, names);
  const [first = ''] = names;
  for (const name of names) {
    const anchor = distributed ?? (name === first ? undefined : first);
    await client.query(
      anchor === undefined
        ? `select create_distributed_table($1, 'tenant_id', colocate_with => 'none', shard_count => ${SHARDS})`
        : `select create_distributed_table($1, 'tenant_id', colocate_with => '${SCHEMA}.${anchor}')`,
      [`${SCHEMA}.${name}`],
    );
  }
  const { rowCount: isLocal } = await client.query(
    'select where not exists (select from pg_dist_partition where logicalrelid = $1::regclass)',
    [`${SCHEMA}.${MIGRATIONS}`],
  );
  if (isLocal) await client.query('select create_reference_table($1)', [`${SCHEMA}.${MIGRATIONS}`]);
  const differing = differingRows(before, await countRows(client, names));
  if (differing.length > 0) {
    throw new Error(
      `the cluster does not show the same rows that the tables had: ${differing.map(describeRows).join('; ')}`,
    );
  }
  return before;
}

/** Deletes the coordinator's local copies of distributed rows, which no query can see any more. */
export async function freeLocalRows(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    `select logicalrelid::text as table
       from pg_dist_partition
       join pg_class c on c.oid = logicalrelid
      where c.relnamespace = $1::regnamespace and not c.relispartition and partmethod in ('h', 'n')
        and pg_relation_size(c.oid) + (
              select coalesce(sum(pg_relation_size(relid)), 0) from pg_partition_tree(c.oid) where relid <> c.oid) > 0`,
    [SCHEMA],
  );
  for (const { table } of rows) {
    await client.query('select truncate_local_data_after_distributing_table($1)', [table]);
  }
}
