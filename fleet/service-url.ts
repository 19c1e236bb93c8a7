import type { PlatformConfig } from './model/platform';
import { platformNames } from './platform-names';

/**
 * Base URL of the service, without `/scim/v2`: its custom domain, or else its name in the domain of its environment.
 *
 * @param environmentDomain gives the domain of the environment, or a reference to it. Asked only when it is needed.
 */
export function serviceUrl(platform: PlatformConfig, environmentDomain: () => string): string {
  const { customDomain } = platform.service;
  return `https://${customDomain?.host ?? `${platformNames(platform).app}.${environmentDomain()}`}`;
}
