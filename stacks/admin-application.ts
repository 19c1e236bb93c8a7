import { DataAzureadApplication } from '@cdktf/provider-azuread/lib/data-azuread-application';
import type { TerraformStack } from 'cdktf';

import type { AdminApplication } from '../constructs/azure/service-settings';
import { consoleName } from '../fleet/console';
import type { PlatformConfig } from '../fleet/model/platform';
import { ISSUERS } from '../microsoft/azure/authorities';

import { defineEntraProvider } from './entra-provider';

/**
 * The application whose roles let people use the admin API. If the platform's file does not name an application, the
 * console's stack creates one, and this stack looks it up in Entra. Undefined when the admin API is off.
 */
export function adminApplication(stack: TerraformStack, platform: PlatformConfig): AdminApplication | undefined {
  const {
    service: { admin },
    hostTenantId,
    cloud: { environment },
  } = platform;
  if (admin === undefined) return undefined;
  // No authority is needed for the public cloud, which is the service's default.
  const authority = environment === 'public' ? undefined : ISSUERS[environment];
  if ('clientId' in admin) {
    const { clientId, directoryId = hostTenantId } = admin;
    return { clientId, directoryId, authority };
  }
  defineEntraProvider(stack, hostTenantId, platform);
  const { clientId } = new DataAzureadApplication(stack, 'Console', { displayName: consoleName(platform) });
  return { clientId, directoryId: hostTenantId, authority };
}
