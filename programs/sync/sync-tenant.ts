import type { TenantConfig } from '../../fleet/model/tenant';

import { findTenant, type Surroundings } from './found-tenant';
import { synchronize } from './job/synchronize';

/**
 * Does for a tenant what its stack does when it is applied, from its file and what Graph finds. It needs neither
 * Terraform nor its state, which may hold tokens.
 *
 * @param print is given a line per thing that was done.
 */
export async function syncTenant(
  tenant: TenantConfig,
  surroundings: Surroundings,
  print: (line: string) => void,
): Promise<void> {
  const { graph, settings } = await findTenant(tenant, surroundings);
  await synchronize(settings, { graph, readSecret: surroundings.connection.readSecret, print });
}
