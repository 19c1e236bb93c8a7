import type { ClientBase } from 'pg';

import { StoreUnavailable } from '../directory/store';

/**
 * The form in which statements are sent: for a single server, or for a Citus cluster. On a cluster, each statement may
 * write to only one table, and is passed on to the node that holds the tenant's rows.
 */
export type Form = 'cluster' | 'server';

/**
 * A connection setting that makes Citus send `set local` to each of its other nodes before the first statement on that
 * node. This is the only way to set the tenant on those nodes: session settings and `set_config` are not passed on, and
 * without a tenant, row-level security would hide all rows.
 *
 * A server without Citus accepts the setting, as it accepts any name with a dot.
 */
export const PASS_ON_SETTINGS = 'citus.propagate_set_commands';

/** Maximum time to wait for the server to report whether it has Citus. */
const ASK_MS = 5_000;

/** The process that serves a connection, as the server named it at the start. The types of pg do not declare it. */
interface Backend {
  readonly processID: number;
}

/**
 * The form that a connection needs. It is the cluster form as soon as Citus is loaded, even if the tables are not
 * distributed yet. Citus can be loaded only by restarting the server, so the answer holds for the lifetime of the
 * connection.
 *
 * @throws {StoreUnavailable} when a pooler such as PgBouncer stands in front of a server. A pooler may give each
 * transaction another session, and in the session of another tenant, row-level security would hide all rows.
 */
export async function formOf(client: ClientBase): Promise<Form> {
  const text = `select current_setting('citus.version', true) as citus, pg_backend_pid() as pid`;
  const query = { text, query_timeout: ASK_MS };
  const { rows } = await client.query<{ citus: string | null; pid: number }>(query);
  const { citus = null, pid = 0 } = rows[0] ?? {};
  if (citus) return 'cluster';
  if (pid === (client as unknown as Backend).processID) return 'server';
  throw new StoreUnavailable(
    'the connection leads to a pooler such as PgBouncer, which does not keep the tenant of a session; connect to the ' +
      'server itself, on Azure at port 5432',
  );
}
