import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider';
import type { Construct } from 'constructs';

import type { PlatformConfig } from '../fleet/model/platform';

/** The azuread provider's names for the clouds. */
const ENVIRONMENTS = { public: undefined, usgovernment: 'usgovernmentl4', china: 'china' };

/** Defines the azuread provider for one directory in the platform's cloud. */
export function defineEntraProvider(scope: Construct, directoryId: string, { cloud }: PlatformConfig): AzureadProvider {
  return new AzureadProvider(scope, 'azuread', {
    tenantId: directoryId,
    environment: ENVIRONMENTS[cloud.environment],
    metadataHost: cloud.metadataHost,
  });
}
