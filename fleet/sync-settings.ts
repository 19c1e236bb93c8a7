import type { SyncSettings } from '../entra/sync-settings';
import { tokenSecretName } from '../microsoft/azure/token-secret-name';

import type { TenantConfig } from './model/tenant';

/** The job settings that can be determined from a tenant's file, without any lookup in Entra. */
export type DeclaredSync = Omit<SyncSettings, 'directoryId' | 'servicePrincipalId' | 'jobId'>;

export interface Surroundings {
  /** SCIM endpoint that Entra provisions into. */
  readonly tenantUrl: string;

  /** URL of the key vault with the tokens, ending in a slash. Undefined for a tenant with an external endpoint. */
  readonly vaultUrl: string | undefined;
}

/**
 * The settings of a tenant's job. When a stack calls this function, the URLs are Terraform references; when a program
 * calls it, they are plain URLs.
 */
export function declaredSync(
  { slug, provisioning, target }: TenantConfig,
  { tenantUrl, vaultUrl }: Surroundings,
): DeclaredSync {
  const generation = target.kind === 'companion' ? target.token.generation : null;
  const stored = provisioning.credentials === 'vault' && generation !== null && vaultUrl !== undefined;
  return {
    ...provisioning,
    tenantUrl,
    tokenGeneration: generation,
    tokenSecret: stored ? `${vaultUrl}secrets/${tokenSecretName(slug, generation)}` : null,
  };
}
