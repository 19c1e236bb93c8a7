import { projectCommand } from '../command-line/own-command';
import type { PlatformConfig } from '../fleet/model/platform';
import { platformNames } from '../fleet/platform-names';

/** Command line of a step of `entra-scim rollout` for a platform. */
export function rolloutCommand(
  { name, subscriptionId, hostTenantId, cloud }: PlatformConfig,
  step: string,
  options: Readonly<Record<string, string>>,
): string[] {
  const all: Readonly<Record<string, string>> = {
    subscription: subscriptionId,
    directory: hostTenantId,
    'resource-group': platformNames(name).resourceGroup,
    ...(cloud.environment === 'public' ? {} : { cloud: cloud.environment }),
    ...(cloud.metadataHost === undefined ? {} : { 'metadata-host': cloud.metadataHost }),
    ...options,
  };
  return [...projectCommand('rollout', step), ...Object.entries(all).flatMap(([key, value]) => [`--${key}`, value])];
}
