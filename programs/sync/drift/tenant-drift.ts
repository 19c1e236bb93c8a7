import { atMost } from '../../../command-line/at-most';
import type { TenantConfig } from '../../../fleet/model/tenant';
import { NotDeployedError } from '../find-application';
import { findTenant, type Surroundings } from '../found-tenant';
import { SynchronizationJob } from '../job/synchronization-job';

import { assignmentDrift } from './assignment-drift';
import type { TenantDrift } from './difference';
import { jobDrift } from './job-drift';
import { roleDrift } from './role-drift';

/**
 * Maximum number of tenants to compare at the same time. Graph throttles requests per directory and per signed-in
 * application.
 */
const AT_ONCE = 4;

/** Compares Entra with the tenants' files, and changes nothing. Returns the differences in the order of the tenants. */
export function fleetDrift(tenants: readonly TenantConfig[], surroundings: Surroundings): Promise<TenantDrift[]> {
  return atMost(AT_ONCE, tenants, (tenant) => tenantDrift(tenant, surroundings));
}

/**
 * Compares Entra with a tenant's file. A failure is returned as part of the result, so that the results of other
 * tenants are still shown.
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
