import type { ClientBase } from 'pg';

import { SCHEMA } from '../schema';

import { countRows } from './tenant-rows';

/** A node of a cluster. */
export interface ClusterNode {
  /** `host:port`, the address that other nodes use. */
  readonly node: string;

  /** Whether the node may hold rows of tenants. */
  readonly takesTenants: boolean;

  /** Number of shards of the `users` table on the node. A tenant's rows in other tables are always on the same node. */
  readonly shards: number;
  readonly bytes: number;
}

/** The location and the size of a tenant. */
export interface PlacedTenant {
  readonly tenant: string;

  /** `host:port` of the tenant's node. */
  readonly node: string;
  readonly users: number;
  readonly groups: number;
  readonly members: number;

  /** The shard that holds the tenant's users. */
  readonly shard: number;

  /** Number of tenants that have rows in the shard. */
  readonly tenantsInShard: number;

  /** Whether the shard is reserved for this tenant. */
  readonly hasOwnShard: boolean;

  /** Size of the shard in bytes, including the shards of other tables that always move with it. */
  readonly shardBytes: number;
}

interface Shard {
  readonly shard: number;
  readonly node: string;
  readonly bytes: number;

  /** Whether the hash range of the shard is a single value, so that no other tenant can be placed in it. */
  readonly isOfOne: boolean;
}

const USERS = `${SCHEMA}.users`;

export async function readNodes(client: ClientBase): Promise<ClusterNode[]> {
  const { rows } = await client.query<{ node: string; takesTenants: boolean }>(
    `select nodename || ':' || nodeport as node, shouldhaveshards as "takesTenants"
       from pg_dist_node where noderole = 'primary' and isactive order by groupid`,
  );
  const shards = await readShards(client);
  return rows.map((row) => {
    const own = shards.filter(({ node }) => node === row.node);
    return { ...row, shards: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
  });
}

/** All tenants that have rows, largest first. */
export async function readPlacements(client: ClientBase): Promise<PlacedTenant[]> {
  const counted = await countRows(client, ['users', 'groups', 'members']);
  const tenants = [...new Set(counted.map(({ tenant }) => tenant))];
  const shardOf = await shardsOfTenants(client, tenants);
  const shards = new Map((await readShards(client)).map((shard) => [shard.shard, shard]));
  const rows = (tenant: string, table: string) =>
    counted.find((one) => one.tenant === tenant && one.table === table)?.rows ?? 0;
  return tenants
    .map((tenant) => {
      const shard = shardOf.get(tenant) ?? 0;
      return {
        tenant,
        node: shards.get(shard)?.node ?? '',
        users: rows(tenant, 'users'),
        groups: rows(tenant, 'groups'),
        members: rows(tenant, 'members'),
        shard,
        tenantsInShard: [...shardOf.values()].filter((other) => other === shard).length,
        hasOwnShard: shards.get(shard)?.isOfOne === true,
        shardBytes: shards.get(shard)?.bytes ?? 0,
      };
    })
    .sort((a, b) => b.users + b.members - (a.users + a.members));
}

/**
 * Moves a tenant to a new shard that no other tenant uses. Until this is done, changes by all tenants in the old shard
 * have to wait.
 */
export async function isolateTenant(client: ClientBase, tenant: string): Promise<void> {
  // Blocks writes. Otherwise, this might never finish while the tenant keeps writing, because logical replication
  // cannot identify the rows of the old shards.
  await client.query(
    `select isolate_tenant_to_new_shard($1, $2::text, 'CASCADE', shard_transfer_mode => 'block_writes')`,
    [USERS, tenant],
  );
}

/** Moves a shard of users to another node. The associated shards of other tables move, too. */
export async function moveShard(client: ClientBase, shard: number, from: string, to: string): Promise<void> {
  await client.query(`select citus_move_shard_placement($1, $2, $3, $4, $5, shard_transfer_mode => 'auto')`, [
    shard,
    ...addressOf(from),
    ...addressOf(to),
  ]);
}

/** Splits `host:port`. For any other string, port is NaN or host is ''. */
export function addressOf(node: string): [host: string, port: number] {
  const at = node.lastIndexOf(':');
  return [node.slice(0, at), Number(node.slice(at + 1))];
}

/** Reads the shards of the `users` table. Their sizes include the associated shards of other tables. */
async function readShards(client: ClientBase): Promise<Shard[]> {
  const { rows } = await client.query<Shard>(
    `select users.shardid::float8 as shard, nodename || ':' || nodeport as node, sum(shard_size)::float8 as bytes,
            users.shardminvalue = users.shardmaxvalue as "isOfOne"
       from citus_shards
       join pg_dist_shard own using (shardid)
       join pg_dist_shard users on users.logicalrelid = $1::regclass and users.shardminvalue = own.shardminvalue
      where colocation_id = (select colocationid from pg_dist_partition where logicalrelid = $1::regclass)
      group by users.shardid, users.shardminvalue, users.shardmaxvalue, nodename, nodeport`,
    [USERS],
  );
  return rows;
}

async function shardsOfTenants(client: ClientBase, tenants: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ tenant: string; shard: number }>(
    `select tenant, get_shard_id_for_distribution_column($1, tenant)::float8 as shard
       from unnest($2::text[]) as tenant`,
    [USERS, tenants],
  );
  return new Map(rows.map(({ tenant, shard }) => [tenant, shard]));
}
