import { sql } from 'kysely';

import { statement } from '../statements/statement';

/** A node of a cluster, and those of the given tenants whose rows are on it. */
export interface NodeOfTenants {
  readonly host: string;
  readonly port: number;
  readonly tenants: readonly string[];
}

/** The nodes of tenants. The coordinator knows the answer without asking other nodes. */
export const NODES_OF_TENANTS = statement<{ readonly tenants: readonly string[] }>(
  'nodes-of-tenants',
  (value) => sql`
    select nodename as host, nodeport as port, array_agg(slug) as tenants
      from unnest(${value('tenants')}::text[]) as slug
      join pg_dist_placement on shardid = get_shard_id_for_distribution_column('users', slug)
      join pg_dist_node using (groupid)
     where noderole = 'primary'
     group by nodename, nodeport`,
);
