import { tenantUrlOf } from '../entra/tenant-url';

import type { PlatformConfig } from './model/platform';

/**
 * The tenant URL that Entra calls for this project's SCIM service.
 *
 * @param environmentDomain returns the domain of the Container Apps environment, or a reference to the domain. The
 *   function is called only if the URL contains that domain.
 */
export function companionTenantUrl(platform: PlatformConfig, environmentDomain: () => string): string {
  return tenantUrlOf(`${serviceUrl(platform, environmentDomain)}/scim/v2`);
}

/**
 * Base URL of the service, without `/scim/v2`. If the file gives no URL, the base URL consists of the app's name and
 * the environment's domain.
 */
export function serviceUrl(platform: PlatformConfig, environmentDomain: () => string): string {
  return ownUrl(platform) ?? `https://${platform.names.app}.${environmentDomain()}`;
}

/** Base URL that the file gives: `publicUrl`, or the URL of the custom domain. Undefined if the file gives neither. */
export function ownUrl({ service: { publicUrl, customDomain } }: PlatformConfig): string | undefined {
  return publicUrl ?? (customDomain && `https://${customDomain.host}`);
}
