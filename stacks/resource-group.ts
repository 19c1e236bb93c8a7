import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import type { TerraformStack } from 'cdktf';

import { Forgotten } from '../constructs/azure/forgotten';
import type { ResourcePlace } from '../constructs/azure/resource-place';
import type { PlatformConfig } from '../fleet/model/platform';

/**
 * The resource group of a platform. The stack creates it, unless the platform's file gives the id of an existing group.
 */
export function resourceGroup(
  stack: TerraformStack,
  platform: PlatformConfig,
): { readonly id: string; readonly place: ResourcePlace } {
  const { location, resourceGroupId: id } = platform;
  const { resourceGroup: name } = platform.names;
  if (id !== undefined) {
    new Forgotten(stack, 'Group', ResourceGroup);
    return { id, place: { resourceGroupName: name, location } };
  }
  const group = new ResourceGroup(stack, 'Group', { name, location });
  return { id: group.id, place: { resourceGroupName: group.name, location: group.location } };
}
