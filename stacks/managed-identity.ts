import { DataAzurermUserAssignedIdentity } from '@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { TerraformStack } from 'cdktf';

import { Forgotten } from '../constructs/azure/forgotten';
import type { ManagedIdentity } from '../constructs/azure/managed-identity';
import type { ResourcePlace } from '../constructs/azure/resource-place';
import { readAzureId } from '../fleet/model/azure-id';
import type { PlatformConfig } from '../fleet/model/platform';

import { providerFor } from './azure-provider';

export interface ManagedIdentityProps {
  readonly platform: PlatformConfig;
  readonly place: ResourcePlace;

  /** Name of the identity to create. Not used if `given` is set. */
  readonly name: string;

  /** Id of an existing identity to use. If undefined, an identity is created. */
  readonly given: string | undefined;
}

/**
 * An identity of the platform. The stack creates it, unless the platform's file gives the id of an existing identity.
 */
export function managedIdentity(
  stack: TerraformStack,
  id: string,
  { platform, place, name, given }: ManagedIdentityProps,
): ManagedIdentity {
  if (given === undefined) return new UserAssignedIdentity(stack, id, { name, ...place });

  const { name: its, resourceGroup, subscriptionId } = readAzureId(given);
  // The ids of role assignments begin with the id of this construct. So this construct, which looks up an identity,
  // must have the same id as the construct that would otherwise create one.
  return new DataAzurermUserAssignedIdentity(new Forgotten(stack, id, UserAssignedIdentity), id, {
    provider: providerFor(stack, platform, subscriptionId),
    name: its,
    resourceGroupName: resourceGroup,
  });
}
