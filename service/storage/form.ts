import type { ClientBase } from 'pg';

/**
 * The form in which statements are sent: for one server, or for a Citus cluster, where a statement may write one table,
 * and is passed on to the node that holds the tenant's rows.
 */
export type Form = 'cluster' | 'server';

/**
 * A connection's setting that has Citus pass on `set local` to its other nodes, ahead of the first statement there. Nothing
 * else tells them the tenant: a session's setting and `set_config` stay behind, and row-level security then hides all rows.
 *
 * A server without Citus accepts it, as it accepts any name with a dot.
 */
export const PASS_ON_SETTINGS = 'citus.propagate_set_commands';

/** Longest that a server may take to say whether it has Citus. */
const ASK_MS = 5_000;

/**
 * The form that a connection needs: that for a cluster as soon as Citus is loaded, whether or not the tables are
 * distributed yet. Citus is loaded by a restart only, so this is true as long as the connection lasts.
 */
export async function formOf(client: ClientBase): Promise<Form> {
  const query = { text: `select current_setting('citus.version', true) as citus`, query_timeout: ASK_MS };
  const { rows } = await client.query<{ citus: string | null }>(query);
  return rows[0]?.citus ? 'cluster' : 'server';
}
