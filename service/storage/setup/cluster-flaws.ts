import type { ClientBase } from 'pg';

import { distributions } from './cluster';
import { distributionFlaws } from './distribute';
import { tenantTables } from './tenant-table';

/**
 * The reasons why a cluster's tables cannot be used, or would lose rows when shards move. Each reason includes the
 * remedy.
 */
export async function clusterFlaws(client: ClientBase): Promise<string[]> {
  const tables = await tenantTables(client);
  const found = await distributions(client);
  const local = tables.map(({ name }) => name).filter((name) => !found.has(name));
  const hidden = tables.filter(({ isHiddenFromOwner }) => isHiddenFromOwner).map(({ name }) => name);
  const run = 'run `entra-scim migrate` on its coordinator';
  return [
    ...(local.length > 0 ? [`tables ${local.join(', ')} are not distributed over the cluster; ${run}`] : []),
    ...distributionFlaws(tables, found),
    ...(hidden.length > 0
      ? [
          `tables ${hidden.join(', ')} would lose rows that move to another node of the cluster, since row-level security ` +
            `hides them from their owner; ${run}`,
        ]
      : []),
  ];
}
