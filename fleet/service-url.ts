import type { PlatformConfig } from './model/platform';
import { platformNames } from './platform-names';

/**
 * Base URL of the service, without `/scim/v2`: its custom domain, or else its name in the domain of its environment.
 *
 * @param environmentDomain gives the domain of the environment, or a reference to it. Asked only when it is needed.
 */
export function serviceUrl(platform: PlatformConfig, environmentDomain: () => string): string {
  return ownUrl(platform) ?? `https://${platformNames(platform).app}.${environmentDomain()}`;
}

/** Base URL that the file gives, for which nothing has to be looked up. */
export function ownUrl({ service: { publicUrl, customDomain } }: PlatformConfig): string | undefined {
  return publicUrl ?? (customDomain && `https://${customDomain.host}`);
}
