import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import type { Construct } from 'constructs';

import type { PlatformConfig } from '../fleet/model/platform';

/** What the platform is made of. A stack that only reads registers nothing, for which its identity may lack the right. */
export const RESOURCE_PROVIDERS = [
  'Microsoft.App',
  'Microsoft.DBforPostgreSQL',
  'Microsoft.Insights',
  'Microsoft.KeyVault',
  'Microsoft.ManagedIdentity',
  'Microsoft.Network',
  'Microsoft.OperationalInsights',
];

/** The provider for the subscription and the cloud that host the service. */
export function defineAzureProvider(
  scope: Construct,
  { subscriptionId, hostTenantId, cloud }: PlatformConfig,
  register: readonly string[] = [],
): AzurermProvider {
  return new AzurermProvider(scope, 'azurerm', {
    features: [
      {
        // A token that is retired stays recoverable for a while: the vault is protected against purging.
        keyVault: [{ purgeSoftDeletedSecretsOnDestroy: false, recoverSoftDeletedSecrets: true }],
        // A cluster comes from a template; with its deployment, data of all tenants would go.
        templateDeployment: [{ deleteNestedItemsDuringDeletion: false }],
      },
    ],
    subscriptionId,
    tenantId: hostTenantId,
    environment: cloud.environment === 'public' ? undefined : cloud.environment,
    metadataHost: cloud.metadataHost,
    resourceProviderRegistrations: 'none', // the provider's own lists are long, and know nothing of container apps
    resourceProvidersToRegister: cloud.registerProviders && register.length > 0 ? [...register] : undefined,
  });
}
