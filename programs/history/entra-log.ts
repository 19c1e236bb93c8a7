import { UsageError } from '../../command-line/usage-error';
import { findApplication } from '../sync/find-application';
import { signInFleet } from '../sync/signed-in-fleet';

import { type EntraEntry, readProvisioningLog } from './provisioning-log';

/** Maximum time for which Entra keeps entries of its provisioning log. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Entra may log a change earlier than the service does. This is the maximum time between the two entries. */
const AHEAD_MS = 60 * 60 * 1000;

/**
 * Reads Entra's provisioning log for a tenant of the configuration, with the same identity as `entra-scim sync`.
 *
 * @param asked maximum number of entries, and the time from which changes are needed. Without a time, all entries that
 *   Entra keeps are read.
 * @param folder the folder of the configuration.
 * @throws {UsageError} if the configuration has no such tenant.
 */
export async function entraLog(
  slug: string,
  { since, limit }: { readonly since: Date | undefined; readonly limit: number },
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<EntraEntry[]> {
  const { tenants, connection } = await signInFleet(folder, env);
  const tenant = tenants.find((each) => each.slug === slug);
  if (!tenant) {
    throw new UsageError(
      `the configuration in '${folder}' has no tenant '${slug}', whose file --entra needs to find its application in ` +
        `Entra; it has ${tenants.map((each) => each.slug).join(', ')}`,
    );
  }
  const graph = connection.graph(tenant.entraTenantId);
  const { servicePrincipalId } = await findApplication(tenant, graph);
  const from = new Date(Math.max(Date.now() - KEPT_MS, since ? since.getTime() - AHEAD_MS : 0));
  return readProvisioningLog(graph, servicePrincipalId, { since: from, limit });
}
