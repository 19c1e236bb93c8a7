import { AzurermProvider, type AzurermProviderConfig } from '@cdktf/provider-azurerm/lib/provider';
import type { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import type { PlatformConfig } from '../fleet/model/platform';

/**
 * Resource providers that the platform needs. A stack that only reads from Azure registers no resource providers, since
 * its identity may lack the right to register them.
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

/** Defines the azurerm provider for the subscription and the cloud that host the service. */
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

/**
 * The azurerm provider for a subscription. Undefined for the platform's own subscription, for which Terraform uses the
 * default provider.
 */
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
        // The vault is protected against purging, so a deleted token can be recovered for some days.
        keyVault: [{ purgeSoftDeletedSecretsOnDestroy: false, recoverSoftDeletedSecrets: true }],
        // The cluster is part of a template deployment. When Terraform deletes the deployment, Azure must not delete
        // the cluster, which contains the data of all tenants.
        templateDeployment: [{ deleteNestedItemsDuringDeletion: false }],
      },
    ],
    tenantId: hostTenantId,
    environment: cloud.environment === 'public' ? undefined : cloud.environment,
    metadataHost: cloud.metadataHost,
    resourceProviderRegistrations: 'none', // the provider's own lists are long, but do not contain Container Apps
  };
}
