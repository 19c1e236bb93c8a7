import type { PlatformConfig } from './model/platform';

/** The environment variables that select the platform's cloud for Terraform's providers. Empty for the public cloud. */
export function cloudVariables({ cloud }: PlatformConfig): Record<string, string> {
  return {
    ...(cloud.environment === 'public' ? {} : { ARM_ENVIRONMENT: cloud.environment }),
    ...(cloud.metadataHost === undefined ? {} : { ARM_METADATA_HOSTNAME: cloud.metadataHost }),
  };
}
