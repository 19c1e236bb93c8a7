import { DataAzurermContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/data-azurerm-container-app-environment';
import type { TerraformStack } from 'cdktf';

import type { PlatformConfig } from '../fleet/model/platform';

/**
 * Looks up the domain of the platform's Container Apps environment in Azure. Stacks other than the platform's use it.
 */
export function environmentDomain(stack: TerraformStack, { names }: PlatformConfig): string {
  const props = { name: names.environment, resourceGroupName: names.resourceGroup };
  return new DataAzurermContainerAppEnvironment(stack, 'Environment', props).defaultDomain;
}
