import { atMost } from '../../../command-line/at-most';
import type { TenantConfig } from '../../../fleet/model/tenant';
import { NotDeployedError } from '../find-application';
import { findTenant, type Surroundings } from '../found-tenant';
import { SynchronizationJob } from '../job/synchronization-job';

import { assignmentDrift } from './assignment-drift';
import type { TenantDrift } from './difference';
import { jobDrift } from './job-drift';
import { roleDrift } from './role-drift';

/** Maximum number of tenants compared at once: Graph throttles per directory and per signed-in application. */
const AT_ONCE = 4;

/** Differences between Entra and tenants' files, in the order of the tenants. Writes nothing. */
export function fleetDrift(tenants: readonly TenantConfig[], surroundings: Surroundings): Promise<TenantDrift[]> {
  return atMost(AT_ONCE, tenants, (tenant) => tenantDrift(tenant, surroundings));
}

/**
 * Differences between Entra and a tenant's file. A failure is returned as part of the result, so that it does not hide
 * other tenants.
 */
export async function tenantDrift(tenant: TenantConfig, surroundings: Surroundings): Promise<TenantDrift> {
  const { slug } = tenant;
  try {
    const { graph, application, settings } = await findTenant(tenant, surroundings);
    const differences = [
      ...(await jobDrift(new SynchronizationJob(graph, settings), settings)),
      ...roleDrift(tenant, application),
      ...(await assignmentDrift(tenant, application, graph)),
    ];
    return { tenant: slug, differences, error: undefined };
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof NotDeployedError)) return { tenant: slug, differences: [], error: message };
    const difference = { what: 'deployment', declared: 'deployed', found: message };
    return { tenant: slug, differences: [difference], error: undefined };
  }
}
