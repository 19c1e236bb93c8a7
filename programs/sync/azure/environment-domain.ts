import type { PlatformConfig } from '../../../fleet/model/platform';
import type { Connection } from '../connection';

/** Default domain of the environment that the service runs in, as the tenant's stack looks it up. */
export async function environmentDomain(platform: PlatformConfig, { cloud, tokens }: Connection): Promise<string> {
  const { subscriptionId, hostTenantId } = platform;
  const { resourceGroup, environment } = platform.names;
  const path =
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` +
    `/providers/Microsoft.App/managedEnvironments/${environment}`;
  const token = await tokens(hostTenantId, `${cloud.resourceManager}/.default`);
  const response = await fetch(`${cloud.resourceManager}${path}?api-version=2024-03-01`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  });
  const body = (await response.json().catch(() => ({}))) as { properties?: { defaultDomain?: string } };
  const domain = body.properties?.defaultDomain;
  if (response.ok && domain !== undefined) return domain;
  throw new Error(
    `Azure: GET ${path} answered ${response.status} without a domain – deploy the platform first, grant the identity ` +
      "that signs in 'Reader' on the resource group, or name the service with --service-url",
  );
}
