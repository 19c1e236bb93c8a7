import type { PlatformConfig } from '../../fleet/model/platform';
import type { TenantConfig } from '../../fleet/model/tenant';
import { companionTenantUrl, ownUrl } from '../../fleet/service-url';
import { type DeclaredSync, declaredSync } from '../../fleet/sync-settings';

import { environmentDomain } from './azure/environment-domain';
import type { Connection } from './connection';

/** What a tenant's file says of its job, with the addresses that the tenant's stack looks up in Azure. */
export async function declaredSettings(
  tenant: TenantConfig,
  platform: PlatformConfig,
  connection: Connection,
  serviceUrl?: string,
): Promise<DeclaredSync> {
  const { target } = tenant;
  if (target.kind === 'external') return declaredSync(tenant, { tenantUrl: target.tenantUrl, vaultUrl: undefined });

  const names = platform.names;
  const vaultUrl = `https://${names.vault}.${connection.cloud.vaultSuffix}/`;
  if (serviceUrl !== undefined) return declaredSync(tenant, { tenantUrl: serviceUrl, vaultUrl });

  const domain = ownUrl(platform) !== undefined ? '' : await environmentDomain(platform, connection);
  return declaredSync(tenant, { tenantUrl: companionTenantUrl(platform, () => domain), vaultUrl });
}
