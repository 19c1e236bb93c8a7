import type { Connection } from '../connection';

/** Where an environment of Container Apps is. */
export interface EnvironmentPlace {
  readonly hostDirectoryId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** Default domain of the environment that the service runs in, as the tenant's stack looks it up. */
export async function environmentDomain(place: EnvironmentPlace, { cloud, tokens }: Connection): Promise<string> {
  const path =
    `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}` +
    `/providers/Microsoft.App/managedEnvironments/${place.name}`;
  const token = await tokens(place.hostDirectoryId, `${cloud.resourceManager}/.default`);
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
