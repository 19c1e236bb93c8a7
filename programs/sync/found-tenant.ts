import type { SyncSettings } from '../../entra/sync-settings';
import type { PlatformConfig } from '../../fleet/model/platform';
import type { TenantConfig } from '../../fleet/model/tenant';
import { companionTenantUrl, ownUrl } from '../../fleet/service-url';
import { type DeclaredSync, declaredSync } from '../../fleet/sync-settings';
import type { Connection } from '../../microsoft/connection';
import { containerAppsPath } from '../../microsoft/resource-manager';
import type { RestClient } from '../../microsoft/rest-client';

import { findApplication, findJob, type FoundApplication } from './find-application';

/** Everything needed to look up tenants in Entra. */
export interface Surroundings {
  readonly platform: PlatformConfig;
  readonly connection: Connection;

  /** Tenant URL of this project's SCIM service. If undefined, the domain of the service is looked up in Azure. */
  readonly serviceUrl?: string;
}

/** A deployed tenant: its application in Entra, and the settings of its job according to its file. */
export interface FoundTenant {
  readonly graph: RestClient;
  readonly application: FoundApplication;
  readonly settings: SyncSettings;
}

/**
 * Finds a tenant's application and job in Entra.
 *
 * @throws {NotDeployedError} if the directory has no application for the tenant, or if the application has no job.
 */
export async function findTenant(tenant: TenantConfig, surroundings: Surroundings): Promise<FoundTenant> {
  const { entraTenantId: directoryId } = tenant;
  const graph = surroundings.connection.graph(directoryId);
  const application = await findApplication(tenant, graph);
  const settings = {
    ...(await declaredSettings(tenant, surroundings)),
    directoryId,
    servicePrincipalId: application.servicePrincipalId,
    jobId: await findJob(tenant, application, graph),
  };
  return { graph, application, settings };
}

/**
 * The settings of the job according to the tenant's file. The addresses in the settings are looked up in Azure, in the
 * same way as the tenant's stack looks them up.
 */
async function declaredSettings(tenant: TenantConfig, surroundings: Surroundings): Promise<DeclaredSync> {
  const { platform, connection, serviceUrl } = surroundings;
  const { target } = tenant;
  if (target.kind === 'external') return declaredSync(tenant, { tenantUrl: target.tenantUrl, vaultUrl: undefined });

  const vaultUrl = `https://${platform.names.vault}.${connection.cloud.vaultSuffix}/`;
  if (serviceUrl !== undefined) return declaredSync(tenant, { tenantUrl: serviceUrl, vaultUrl });

  const domain = ownUrl(platform) !== undefined ? '' : await environmentDomain(platform, connection);
  return declaredSync(tenant, { tenantUrl: companionTenantUrl(platform, () => domain), vaultUrl });
}

/**
 * Default domain of the Container Apps environment in which the service runs. The tenant's stack looks the domain up in
 * the same way.
 */
export async function environmentDomain(platform: PlatformConfig, { resourceManager }: Connection): Promise<string> {
  const { subscriptionId, hostTenantId } = platform;
  const { resourceGroup, environment } = platform.names;
  const path = containerAppsPath({ subscriptionId, resourceGroup }, 'managedEnvironments', environment);
  const { properties } = await resourceManager(hostTenantId).get<{ properties: { defaultDomain: string } }>(path);
  return properties.defaultDomain;
}
