import { baseUrl } from '../constructs/azure/base-url';

/** Tenant URL of the companion service. Its query makes Entra write PATCH as the RFC describes it. */
export function companionTenantUrl(appName: string, environmentDomain: string): string {
  return `${baseUrl(appName, environmentDomain)}/scim/v2?aadOptscim062020`;
}
