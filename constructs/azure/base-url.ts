/** Where the service is reached: Azure gives each app a name below the domain of its environment. */
export function baseUrl(appName: string, environmentDomain: string): string {
  return `https://${appName}.${environmentDomain}`;
}
