import type { PlatformConfig } from '../../../fleet/model/platform';
import type { TenantConfig } from '../../../fleet/model/tenant';
import type { Connection } from '../connection';
import { declaredSettings } from '../declared-settings';
import { findApplication, findJob, NotDeployedError } from '../find-application';
import { SynchronizationJob } from '../job/synchronization-job';

import { assignmentDrift } from './assignment-drift';
import type { TenantDrift } from './difference';
import { jobDrift } from './job-drift';
import { roleDrift } from './role-drift';

/** What differs in Entra from a tenant's file. A failure is told as such, so that it does not hide other tenants. */
export async function tenantDrift(
  tenant: TenantConfig,
  platform: PlatformConfig,
  connection: Connection,
  serviceUrl?: string,
): Promise<TenantDrift> {
  const graph = connection.graph(tenant.entraTenantId);
  try {
    const application = await findApplication(tenant, graph);
    const settings = {
      ...(await declaredSettings(tenant, platform, connection, serviceUrl)),
      directoryId: tenant.entraTenantId,
      servicePrincipalId: application.servicePrincipalId,
      jobId: await findJob(tenant, application, graph),
    };
    const differences = [
      ...(await jobDrift(new SynchronizationJob(graph, settings), settings)),
      ...roleDrift(tenant, application),
      ...(await assignmentDrift(tenant, application, graph)),
    ];
    return { tenant: tenant.slug, differences, error: undefined };
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof NotDeployedError)) return { tenant: tenant.slug, differences: [], error: message };
    const difference = { what: 'deployment', declared: 'deployed', found: message };
    return { tenant: tenant.slug, differences: [difference], error: undefined };
  }
}
