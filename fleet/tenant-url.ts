import type { PlatformConfig } from './model/platform';
import { serviceUrl } from './service-url';

/**
 * Tenant URL of the companion service. Its query makes Entra write PATCH as the RFC describes it.
 *
 * @param environmentDomain gives the domain of the environment, or a reference to it. Asked only when it is needed.
 */
export function companionTenantUrl(platform: PlatformConfig, environmentDomain: () => string): string {
  return `${serviceUrl(platform, environmentDomain)}/scim/v2?aadOptscim062020`;
}
