/** Where the platform's resources are. */
export interface Place {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

/** Path of a Container Apps resource, for example `appPath(place, 'jobs', 'acme-scim-migrate')`. */
export function appPath({ subscriptionId, resourceGroup }: Place, ...segments: readonly string[]): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.App/${segments.join('/')}`;
}
