import { AzurermProvider, type AzurermProviderConfig } from '@cdktf/provider-azurerm/lib/provider';
import type { TerraformStack } from 'cdktf';
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
  platform: PlatformConfig,
  register: readonly string[] = [],
): AzurermProvider {
  return new AzurermProvider(scope, 'azurerm', {
    ...settings(platform),
    subscriptionId: platform.subscriptionId,
    resourceProvidersToRegister: platform.cloud.registerProviders && register.length > 0 ? [...register] : undefined,
  });
}

/** The provider for a subscription. Undefined for the platform's own, whose provider needs not be named. */
export function providerFor(
  stack: TerraformStack,
  platform: PlatformConfig,
  subscriptionId: string = platform.subscriptionId,
): AzurermProvider | undefined {
  if (subscriptionId === platform.subscriptionId) return undefined;
  const alias = `subscription-${subscriptionId}`;
  const found = stack.node.tryFindChild(alias) as AzurermProvider | undefined;
  return found ?? new AzurermProvider(stack, alias, { ...settings(platform), subscriptionId, alias });
}

function settings({ hostTenantId, cloud }: PlatformConfig): AzurermProviderConfig {
  return {
    features: [
      {
        // A token that is retired stays recoverable for a while: the vault is protected against purging.
        keyVault: [{ purgeSoftDeletedSecretsOnDestroy: false, recoverSoftDeletedSecrets: true }],
        // A cluster comes from a template; with its deployment, data of all tenants would go.
        templateDeployment: [{ deleteNestedItemsDuringDeletion: false }],
      },
    ],
    tenantId: hostTenantId,
    environment: cloud.environment === 'public' ? undefined : cloud.environment,
    metadataHost: cloud.metadataHost,
    resourceProviderRegistrations: 'none', // the provider's own lists are long, and know nothing of container apps
  };
}
