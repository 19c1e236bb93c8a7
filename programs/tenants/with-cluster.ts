import type { ClientBase } from 'pg';

import type { Caller } from '../../command-line/caller';
import { UsageError } from '../../command-line/usage-error';
import { readEnvironment, SettingsError } from '../../command-line/variables';
import { connectionTo } from '../../service/connection-to';
import { readDatabaseServer } from '../../service/database-settings';
import { coordinatorFlaw, hasCitus } from '../../service/storage/setup/cluster';
import { clusterFlaws } from '../../service/storage/setup/cluster-flaws';
import { withClient } from '../../service/storage/with-client';

/**
 * Connects to the cluster at DATABASE_URL as the owner of the tables, and runs `work`.
 *
 * @throws {UsageError} if the server is not the coordinator of a cluster. Also thrown if the tables are not set up for
 *   a cluster, because a move would then lose or hide rows.
 */
export async function withCluster<Result>(
  { env }: Caller,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const server = readEnvironment(env, readDatabaseServer);
  if (!server) {
    throw new SettingsError([
      'DATABASE_URL is not set; set it to the URL of the cluster, with the owner of the tables as the user',
    ]);
  }
  return withClient(await connectionTo(server), async (client) => {
    await requireUsable(client);
    return work(client);
  });
}

async function requireUsable(client: ClientBase): Promise<void> {
  if (!(await hasCitus(client))) {
    throw new UsageError(
      'DATABASE_URL names a single server, which contains all tenants; this command is for a cluster',
    );
  }
  const flaw = await coordinatorFlaw(client);
  if (flaw !== undefined) throw new UsageError(flaw);
  const flaws = await clusterFlaws(client);
  if (flaws.length > 0) throw new UsageError(flaws.join('\n'));
}
