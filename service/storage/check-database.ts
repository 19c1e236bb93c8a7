import type { ClientBase } from 'pg';

import { StoreUnavailable } from '../directory/store';

import { distributions, hasCitus } from './cluster';
import { distributionFlaws } from './distribute';
import { MIGRATIONS } from './migrate';
import { RUNTIME_ROLE } from './schema';
import { tenantTables } from './tenant-table';

/** The server is there, but a migration is missing. */
export const NOT_PREPARED = 'the database is not prepared; run the migration';

/**
 * Checks that a database is ready for requests.
 *
 * @throws {StoreUnavailable} that says what is missing.
 */
export async function checkDatabase(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ role: string }>('select current_user as role');
  if (rows[0]?.role !== RUNTIME_ROLE) {
    throw new StoreUnavailable(`the database must be used as ${RUNTIME_ROLE}, not as ${rows[0]?.role}`);
  }
  const { rows: done } = await client.query<{ name: string }>('select name from migrations');
  const missing = MIGRATIONS.filter((name) => !done.some((row) => row.name === name));
  if (missing.length > 0) throw new StoreUnavailable(`${NOT_PREPARED}: ${missing.join(', ')} did not run`);
  if (await hasCitus(client)) await checkCluster(client);
}

/** Checks what on a cluster would otherwise show as an empty list, or lose rows when they move. */
async function checkCluster(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ passed: string | null }>(
    `select current_setting('citus.propagate_set_commands', true) as passed`,
  );
  if (rows[0]?.passed !== 'local') {
    throw new StoreUnavailable(
      'the connection must set citus.propagate_set_commands=local, or other nodes of the cluster do not learn the ' +
        `tenant; it is '${rows[0]?.passed ?? ''}', so let no proxy or pooler drop the options of connections`,
    );
  }
  const tables = await tenantTables(client);
  const found = await distributions(client);
  const local = tables.map(({ name }) => name).filter((name) => !found.has(name));
  if (local.length > 0) {
    throw new StoreUnavailable(
      `tables ${local.join(', ')} are not distributed over the cluster; run \`entra-scim migrate\` on its coordinator`,
    );
  }
  const [flaw] = distributionFlaws(tables, found);
  if (flaw !== undefined) throw new StoreUnavailable(flaw);
  const hidden = tables.filter(({ isHiddenFromOwner }) => isHiddenFromOwner).map(({ name }) => name);
  if (hidden.length > 0) {
    throw new StoreUnavailable(
      `tables ${hidden.join(', ')} would lose rows when these move to another node, since row-level security hides ` +
        'them from their owner; run `entra-scim migrate` on the coordinator',
    );
  }
}
