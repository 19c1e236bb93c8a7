import type { PlatformConfig } from './model/platform';

/** The platform's cloud, in the variables in which Terraform's providers take it. None for the public one. */
export function cloudVariables({ cloud }: PlatformConfig): Record<string, string> {
  return {
    ...(cloud.environment === 'public' ? {} : { ARM_ENVIRONMENT: cloud.environment }),
    ...(cloud.metadataHost === undefined ? {} : { ARM_METADATA_HOSTNAME: cloud.metadataHost }),
  };
}
