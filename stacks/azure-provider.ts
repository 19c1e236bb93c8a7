import { AzurermProvider, type AzurermProviderConfig } from '@cdktf/provider-azurerm/lib/provider';
import type { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import type { PlatformConfig } from '../fleet/model/platform';

/**
 * Resource providers that the platform needs. A stack that only reads registers none, since its identity may not be
 * allowed to.
 */
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

/** The provider for a subscription. Undefined for the platform's own, which is the default. */
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
        // A retired token stays recoverable for a while, since the vault is protected against purging.
        keyVault: [{ purgeSoftDeletedSecretsOnDestroy: false, recoverSoftDeletedSecrets: true }],
        // A cluster is deployed by a template: deleting that deployment's resources would delete the data of all
        // tenants.
        templateDeployment: [{ deleteNestedItemsDuringDeletion: false }],
      },
    ],
    tenantId: hostTenantId,
    environment: cloud.environment === 'public' ? undefined : cloud.environment,
    metadataHost: cloud.metadataHost,
    resourceProviderRegistrations: 'none', // the provider's own lists are long, but do not include container apps
  };
}
