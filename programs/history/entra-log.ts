import { findApplication } from '../sync/find-application';
import { chosenTenants, signInFleet } from '../sync/signed-in-fleet';

import { type EntraEntry, readProvisioningLog } from './provisioning-log';

/** How long Entra keeps its provisioning log at most. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** How long before the service carried a change out Entra may have noted it. */
const AHEAD_MS = 60 * 60 * 1000;

/**
 * Entra's provisioning log of a tenant of the configuration, signed in as `sync` is.
 *
 * @param asked how many lines at most, and from the time of which change on. Undefined for all that Entra keeps.
 * @param folder of the configuration.
 */
export async function entraLog(
  slug: string,
  { since, limit }: { readonly since: Date | undefined; readonly limit: number },
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<EntraEntry[]> {
  const { tenants, connection } = await signInFleet(folder, env);
  const [tenant] = chosenTenants(tenants, [slug]);
  if (!tenant) return [];
  const graph = connection.graph(tenant.entraTenantId);
  const { servicePrincipalId } = await findApplication(tenant, graph);
  const from = new Date(Math.max(Date.now() - KEPT_MS, since ? since.getTime() - AHEAD_MS : 0));
  return readProvisioningLog(graph, servicePrincipalId, { since: from, limit });
}
