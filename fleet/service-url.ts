import type { PlatformConfig } from './model/platform';

/**
 * Tenant URL of the companion service. Its query makes Entra send PATCH as the RFC describes it.
 *
 * @param environmentDomain returns the domain of the environment, or a reference to it. Called only if needed.
 */
export function companionTenantUrl(platform: PlatformConfig, environmentDomain: () => string): string {
  return `${serviceUrl(platform, environmentDomain)}/scim/v2?aadOptscim062020`;
}

/** Base URL of the service, without `/scim/v2`: its custom domain, otherwise its name in the environment's domain. */
export function serviceUrl(platform: PlatformConfig, environmentDomain: () => string): string {
  return ownUrl(platform) ?? `https://${platform.names.app}.${environmentDomain()}`;
}

/** Base URL given in the file, for which nothing has to be looked up. */
export function ownUrl({ service: { publicUrl, customDomain } }: PlatformConfig): string | undefined {
  return publicUrl ?? (customDomain && `https://${customDomain.host}`);
}
