import { basename, resolve } from 'node:path';

import { AzurermBackend, LocalBackend, type TerraformStack } from 'cdktf';

import type { PlatformConfig } from '../fleet/model/platform';
import { stateContainer } from '../fleet/state-container';

/**
 * Defines where Terraform stores a stack's state: either in a file in the working directory or in a blob, as the
 * platform's file specifies.
 *
 * The name of the file or blob contains the platform and the stack. Environments have the same stacks and often share a
 * storage account, and a plan for one environment must never use the state of another.
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
    useAzureadAuth: true, // signs in with a role on the blobs, not with a key for the whole account
    environment: cloud.environment === 'public' ? undefined : cloud.environment,
    metadataHost: cloud.metadataHost,
  });
}

/** Name of the platform whose state a backend stores. Undefined when the state does not belong to this project. */
export function stateOwner(id: string, { path = '', key }: BackendPlace): string | undefined {
  const [state, start, end] =
    key === undefined ? [basename(path), 'terraform.', `.${id}.tfstate`] : [key, '', `/${id}.tfstate`];
  if (!state.startsWith(start) || !state.endsWith(end)) return undefined;
  return state.slice(start.length, -end.length) || undefined; // empty if the state's name contains no platform
}

/** Where a backend stores a state: the path of a file, or the key of a blob. */
export interface BackendPlace {
  readonly path?: string;
  readonly key?: string;
}
