import { basename, resolve } from 'node:path';

import { AzurermBackend, LocalBackend, type TerraformStack } from 'cdktf';

import type { PlatformConfig } from '../fleet/model/platform';
import { stateContainer } from '../fleet/state-container';

/**
 * Keeps the state of a stack where the platform's file says: in a file of the working directory, or in a blob.
 *
 * Both are named after the platform and the stack. Environments are made from the same stacks, often in one storage
 * account: what one of them plans must never come out of the state of another.
 */
export function defineBackend(stack: TerraformStack, id: string, platform: PlatformConfig): void {
  const { name, state, subscriptionId, hostTenantId, cloud } = platform;
  if (state === 'local') {
    new LocalBackend(stack, { path: resolve(`terraform.${name}.${id}.tfstate`) });
    return;
  }
  new AzurermBackend(stack, {
    subscriptionId: state.subscriptionId ?? subscriptionId,
    tenantId: hostTenantId,
    resourceGroupName: state.resourceGroup,
    storageAccountName: state.storageAccount,
    containerName: stateContainer(platform, id) ?? '',
    key: `${name}/${id}.tfstate`,
    useAzureadAuth: true, // who may read a blob, and no key that opens all of them
    environment: cloud.environment === 'public' ? undefined : cloud.environment,
    metadataHost: cloud.metadataHost,
  });
}

/** Name of the platform that a backend keeps the state of a stack for. Undefined when the state is none of ours. */
export function stateOwner(id: string, { path = '', key }: BackendPlace): string | undefined {
  const [state, start, end] =
    key === undefined ? [basename(path), 'terraform.', `.${id}.tfstate`] : [key, '', `/${id}.tfstate`];
  if (!state.startsWith(start) || !state.endsWith(end)) return undefined;
  return state.slice(start.length, -end.length) || undefined; // a state that is not named after its platform
}

/** Where a backend keeps a state: in a file, or in a blob. */
export interface BackendPlace {
  readonly path?: string;
  readonly key?: string;
}
