import type { PlatformConfig } from './model/platform';

/** The environment variables that tell Terraform's providers the platform's cloud. None for the public one. */
export function cloudVariables({ cloud }: PlatformConfig): Record<string, string> {
  return {
    ...(cloud.environment === 'public' ? {} : { ARM_ENVIRONMENT: cloud.environment }),
    ...(cloud.metadataHost === undefined ? {} : { ARM_METADATA_HOSTNAME: cloud.metadataHost }),
  };
}
