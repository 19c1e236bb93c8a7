import { DataAzurermKeyVault } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault';
import type { ITerraformDependable, TerraformStack } from 'cdktf';

import { CustomDomain } from '../constructs/azure/custom-domain';
import { DeployStep } from '../constructs/azure/deploy-step';
import type { ScimEnvironment } from '../constructs/azure/scim-environment';
import type { ScimService } from '../constructs/azure/scim-service';
import { VaultCertificate } from '../constructs/azure/vault-certificate';
import { projectFolderFrom } from '../constructs/project-folder';
import { dnsZoneOf } from '../fleet/dns-zone';
import { readAzureId } from '../fleet/model/azure-id';
import type { PlatformConfig } from '../fleet/model/platform';

import { providerFor } from './azure-provider';
import { rolloutCommand } from './rollout-command';

export interface PlatformDomainProps {
  readonly environment: ScimEnvironment;
  readonly app: ScimService;

  /** Resource that is created only once the app answers requests. The certificate must wait for it. */
  readonly settled: ITerraformDependable;
}

/**
 * The platform's custom domain. Its certificate comes from a key vault or is issued by Azure. Undefined if the
 * platform's file sets no custom domain.
 */
export function platformDomain(
  stack: TerraformStack,
  platform: PlatformConfig,
  { environment, app, settled }: PlatformDomainProps,
): CustomDomain | undefined {
  const { customDomain } = platform.service;
  if (customDomain === undefined) return undefined;
  const { host, record } = customDomain;

  const zone = dnsZoneOf({ customDomain });
  const certificate =
    customDomain.certificate && vaultCertificate(stack, platform, environment, customDomain.certificate);
  const domain = new CustomDomain(stack, 'Domain', {
    host,
    record,
    app: app.resource,
    environment,
    certificate,
    dnsZone: zone && { ...zone, provider: providerFor(stack, platform, zone.subscriptionId) },
  });
  if (!certificate) {
    const { app: appName, environment: environmentName } = platform.names;
    new DeployStep(stack, 'Certified', {
      command: rolloutCommand(platform, 'bind-certificate', {
        app: appName,
        environment: environmentName,
        host,
        ...(record === 'a' ? { validation: 'http' } : {}),
      }),
      folder: projectFolderFrom(stack),
      triggers: { domain: domain.resource.id },
      dependsOn: [domain.resource, settled],
    });
  }
  return domain;
}

function vaultCertificate(
  stack: TerraformStack,
  platform: PlatformConfig,
  environment: ScimEnvironment,
  { vaultId, name: certificateName }: { readonly vaultId: string; readonly name: string },
): VaultCertificate {
  const { name, resourceGroup, subscriptionId } = readAzureId(vaultId);
  const vault = new DataAzurermKeyVault(stack, 'Certificates', {
    provider: providerFor(stack, platform, subscriptionId),
    name,
    resourceGroupName: resourceGroup,
  });
  return new VaultCertificate(stack, 'Certificate', { environment, vault, certificateName });
}
