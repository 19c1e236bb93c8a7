import type { PoolConfig } from 'pg';
import type { Logger } from 'pino';

import { SettingsError } from '../command-line/variables';

import { connectionTo } from './connection-to';
import type { Settings } from './settings';
import { Database } from './storage/connections/database';
import { NodeWatch } from './storage/connections/node-watch';
import type { BrokenConnection } from './storage/connections/pool';
import { startEmbeddedPostgres } from './storage/setup/embedded-postgres';
import { migrate } from './storage/setup/migrate';

/** Number of separate connections for reading history and checking for new events. */
const CONNECTIONS_ASIDE = 2;

export interface OpenDatabase {
  readonly db: Database;

  /** The same database with a few connections of its own, for work that must not slow down requests. */
  readonly aside: Database;

  readonly close: () => Promise<void>;
}

/**
 * Opens the configured database. If the server is embedded, starts it and brings its database up to date first.
 *
 * @param tenants slugs of the tenants.
 */
export async function openDatabase(
  { database, coordinatorPort, poolSize, tenantConnections, scanConnections, waitSeconds }: Settings,
  tenants: readonly string[],
  log: Logger,
): Promise<OpenDatabase> {
  const onBroken = (broken: BrokenConnection) => {
    log.warn(broken, 'an idle connection to the database broke');
  };
  const onNode = (node: string, isSilent: boolean) => {
    if (isSilent)
      log.error({ node }, 'a node of the cluster does not answer; requests of its tenants are answered 503');
    else log.info({ node }, 'the node of the cluster answers again');
  };
  const options = { tenantConnections, scanConnections, waitMs: waitSeconds && waitSeconds * 1000 };
  const open = (config: PoolConfig, coordinator?: PoolConfig, closeServer?: () => Promise<void>): OpenDatabase => {
    const nodes = new NodeWatch(coordinator ?? config, tenants, onNode, onBroken);
    const db = new Database({ ...config, max: poolSize }, onBroken, { ...options, coordinator, nodes });
    const aside = new Database({ ...config, max: CONNECTIONS_ASIDE }, onBroken, { coordinator, nodes });
    const close = async () => {
      await Promise.all([db.close(), aside.close(), nodes.close()]);
      await closeServer?.();
    };
    return { db, aside, close };
  };
  if (database.kind === 'server') {
    const port = coordinatorPort;
    return open(await connectionTo(database), port === undefined ? undefined : await connectionTo(database, { port }));
  }

  const postgres = await startEmbeddedPostgres(database.folder).catch((error: unknown) => {
    throw new SettingsError([(error as Error).message]);
  });
  await migrate({ connectionString: postgres.url });
  return open({ connectionString: postgres.url }, undefined, () => postgres.stop());
}
