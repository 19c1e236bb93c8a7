import { projectCommand } from '../command-line/own-command';
import type { PlatformConfig } from '../fleet/model/platform';

/** Command line that runs one step of `entra-scim rollout` for a platform. */
export function rolloutCommand(
  platform: PlatformConfig,
  step: string,
  options: Readonly<Record<string, string>>,
): string[] {
  const { subscriptionId, hostTenantId, cloud } = platform;
  const all: Readonly<Record<string, string>> = {
    subscription: subscriptionId,
    directory: hostTenantId,
    'resource-group': platform.names.resourceGroup,
    ...(cloud.environment === 'public' ? {} : { cloud: cloud.environment }),
    ...(cloud.metadataHost === undefined ? {} : { 'metadata-host': cloud.metadataHost }),
    ...options,
  };
  return [...projectCommand('rollout', step), ...Object.entries(all).flatMap(([key, value]) => [`--${key}`, value])];
}
