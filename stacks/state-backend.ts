import { AzurermBackend, type TerraformStack } from 'cdktf';

import type { PlatformConfig } from './config/platform';

/**
 * Keeps the state of a stack where the platform's file says. Says nothing for `local`: CDKTF then writes a file of the
 * stack's name beside the project.
 *
 * @param id the stack, whose name is also that of its state.
 */
export function defineBackend(stack: TerraformStack, id: string, platform: PlatformConfig): void {
  const { state, subscriptionId, hostTenantId, cloud } = platform;
  if (state === 'local') return;
  new AzurermBackend(stack, {
    subscriptionId: state.subscriptionId ?? subscriptionId,
    tenantId: hostTenantId,
    resourceGroupName: state.resourceGroup,
    storageAccountName: state.storageAccount,
    containerName: state.container ?? id,
    key: `${id}.tfstate`,
    useAzureadAuth: true, // who may read a blob, and no key that opens all of them
    environment: cloud.environment === 'public' ? undefined : cloud.environment,
    metadataHost: cloud.metadataHost,
  });
}
