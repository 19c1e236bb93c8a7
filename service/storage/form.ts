import type { ClientBase } from 'pg';

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

/**
 * The form that a connection needs. It is the cluster form as soon as Citus is loaded, even if the tables are not
 * distributed yet. Citus can be loaded only by restarting the server, so the answer holds for the lifetime of the
 * connection.
 */
export async function formOf(client: ClientBase): Promise<Form> {
  const query = { text: `select current_setting('citus.version', true) as citus`, query_timeout: ASK_MS };
  const { rows } = await client.query<{ citus: string | null }>(query);
  return rows[0]?.citus ? 'cluster' : 'server';
}
