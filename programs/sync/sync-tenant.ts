import type { TenantConfig } from '../../fleet/model/tenant';

import { findTenant, type Surroundings } from './found-tenant';
import { synchronize } from './job/synchronize';

/**
 * Does for a tenant what applying its stack does, using its file and lookups in Graph. It needs neither Terraform nor
 * its state, which may contain tokens.
 *
 * @param print called with a line for each thing that was done.
 */
export async function syncTenant(
  tenant: TenantConfig,
  surroundings: Surroundings,
  print: (line: string) => void,
): Promise<void> {
  const { graph, settings } = await findTenant(tenant, surroundings);
  await synchronize(settings, { graph, readSecret: surroundings.connection.readSecret, print });
}
