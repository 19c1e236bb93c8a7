import { createHash } from 'node:crypto';

import { v5 as uuidV5 } from 'uuid';

import type { PlatformConfig } from '../../../fleet/model/platform';
import { platformNames } from '../../../fleet/platform-names';

/** The options of a platform that determine its resources in Azure. */
export type DeployedPlatform = Pick<PlatformConfig, 'name' | 'subscriptionId' | 'hostTenantId' | 'location'>;

/** A resource as Azure Resource Manager returns it. */
export interface Resource {
  readonly id: string;
  readonly name: string;

  /** Type of the resource, for example `Microsoft.KeyVault/vaults`. */
  readonly type: string;
  readonly location: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Places {
  /** URL of the key vault, ending in a slash. */
  readonly vaultUrl: string;

  /** Domain of the environment that the service runs in. */
  readonly defaultDomain: string;
}

/** The platform's resources in Azure that a tenant's stack reads. */
export function deployedResources(platform: DeployedPlatform, { vaultUrl, defaultDomain }: Places): Resource[] {
  const { subscriptionId, hostTenantId, location } = platform;
  const names = platformNames(platform);
  const resource = (type: string, name: string, properties: Resource['properties']): Resource => ({
    id: `/subscriptions/${subscriptionId}/resourceGroups/${names.resourceGroup}/providers/${type}/${name}`,
    name,
    type,
    location,
    properties: { provisioningState: 'Succeeded', ...properties },
  });
  const customerId = uuidV5(names.logs, subscriptionId);
  return [
    resource('Microsoft.KeyVault/vaults', names.vault, {
      sku: { family: 'A', name: 'standard' },
      tenantId: hostTenantId,
      accessPolicies: [],
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
      publicNetworkAccess: 'Enabled',
      vaultUri: vaultUrl,
    }),
    resource('Microsoft.App/managedEnvironments', names.environment, {
      defaultDomain,
      staticIp: '203.0.113.7',
      // The provider reads this id and looks up the workspace. It also reads the verification id, without checking that
      // there is one.
      appLogsConfiguration: { destination: 'log-analytics', logAnalyticsConfiguration: { customerId } },
      customDomainConfiguration: { customDomainVerificationId: verificationId(subscriptionId) },
      workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }],
      zoneRedundant: false,
    }),
    resource('Microsoft.OperationalInsights/workspaces', names.logs, {
      customerId,
      sku: { name: 'PerGB2018' },
      retentionInDays: 30,
    }),
  ];
}

/** Azure derives the domain verification id from the subscription. */
function verificationId(subscriptionId: string): string {
  return createHash('sha256').update(subscriptionId).digest('hex').toUpperCase();
}
