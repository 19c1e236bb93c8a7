import type { ClientBase } from 'pg';

import { distributions } from './cluster';
import { distributionFlaws } from './distribute';
import { tenantTables } from './tenant-table';

/** Why the tables of a cluster cannot be used as they are, or would lose rows in a move; each with what to run. */
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
