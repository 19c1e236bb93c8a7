import { DataAzurermContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/data-azurerm-container-app-environment';
import type { TerraformStack } from 'cdktf';

import type { PlatformConfig } from '../fleet/model/platform';

/** Domain of the platform's Container Apps environment, which a stack other than the platform's looks up in Azure. */
export function environmentDomain(stack: TerraformStack, { names }: PlatformConfig): string {
  const props = { name: names.environment, resourceGroupName: names.resourceGroup };
  return new DataAzurermContainerAppEnvironment(stack, 'Environment', props).defaultDomain;
}
