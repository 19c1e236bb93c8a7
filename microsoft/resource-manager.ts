import { type RestAccess, RestClient } from './rest-client';

/** Subscription and resource group that the platform is in. */
export interface Place {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

/** Path of a Container Apps resource, for example `containerAppsPath(place, 'jobs', 'acme-scim-migrate')`. */
export function containerAppsPath({ subscriptionId, resourceGroup }: Place, ...segments: readonly string[]): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.App/${segments.join('/')}`;
}

const REMEDIES: Readonly<Record<number, string>> = {
  0: 'check the network and the name of the cloud',
  401: 'sign in again, to the directory of the subscription',
  403: "grant the identity that signs in 'Contributor' on the resource group to deploy, and 'Reader' to look",
  404: 'deploy the platform first, and check subscription and names',
};

/**
 * Client for the Container Apps API (Microsoft.App) of Azure Resource Manager.
 *
 * @param origin for example `https://management.azure.com`.
 */
export function resourceManager(origin: string, access: RestAccess): RestClient {
  const service = {
    name: 'Azure',
    base: origin,
    query: '?api-version=2024-03-01', // this version includes jobs, managed certificates and the state of revisions
    patienceSeconds: 300,
    remedy: ({ status }: { readonly status: number }) => REMEDIES[status],
  };
  return new RestClient(service, access);
}
