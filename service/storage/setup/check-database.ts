import type { ClientBase } from 'pg';

import { StoreUnavailable } from '../../directory/store';
import { formOf, PASS_ON_SETTINGS } from '../form';
import { RUNTIME_ROLE } from '../schema';

import { coordinatorFlaw, hasCitus } from './cluster';
import { clusterFlaws } from './cluster-flaws';
import { MIGRATIONS } from './migrate';

/** The message for a server that responds but lacks a migration. */
export const NOT_PREPARED = 'the database is not prepared; run the migration';

const ANY_NODE = 'DATABASE_COORDINATOR_PORT is its port where requests go to any node';

/**
 * Checks that a database is ready for requests.
 *
 * @param client must be connected to the coordinator if the database is a cluster.
 * @throws {StoreUnavailable} with a message that names what is missing.
 */
export async function checkDatabase(client: ClientBase): Promise<void> {
  await checkConnection(client);
  if (!(await hasCitus(client))) return;
  const flaw = await coordinatorFlaw(client);
  if (flaw !== undefined) throw new StoreUnavailable(`${flaw}; ${ANY_NODE}`);
  // These flaws would make tables look empty, or cause rows to be lost when shards move.
  const [first] = await clusterFlaws(client);
  if (first !== undefined) throw new StoreUnavailable(first);
}

/**
 * Checks that requests can be served over a connection. The connection may lead to a server or to any node of a
 * cluster.
 *
 * @throws {StoreUnavailable} with a message that names what is missing.
 */
export async function checkConnection(client: ClientBase): Promise<void> {
  await formOf(client);
  const { rows } = await client.query<{ role: string; passed: string | null }>(
    'select current_user as role, current_setting($1, true) as passed',
    [PASS_ON_SETTINGS],
  );
  const { role = '', passed = null } = rows[0] ?? {};
  if (role !== RUNTIME_ROLE) throw new StoreUnavailable(`the database must be used as ${RUNTIME_ROLE}, not as ${role}`);
  const { rows: done } = await client.query<{ name: string }>('select name from migrations');
  const missing = MIGRATIONS.filter((name) => !done.some((row) => row.name === name));
  if (missing.length > 0) throw new StoreUnavailable(`${NOT_PREPARED}: ${missing.join(', ')} did not run`);
  if (passed !== 'local' && (await hasCitus(client))) {
    throw new StoreUnavailable(
      `the connection must set ${PASS_ON_SETTINGS}=local, because otherwise other nodes of the cluster do not know the tenant; it is ` +
        `'${passed ?? ''}', so let no proxy or pooler drop the options of connections`,
    );
  }
}
