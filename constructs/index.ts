/**
 * `entra-scim/constructs`: provisioning from Microsoft Entra ID over SCIM for any CDKTF app.
 *
 * `cdktf` and `constructs` are peer dependencies, since an app and its constructs must use the same copy of each
 * package. Each example builds on the previous ones. The code belongs in the constructor of a `TerraformStack` with the
 * providers azuread, azurerm, random and time. The Azure examples start with:
 *
 * @example
 * const group = new ResourceGroup(this, 'Group', { name: 'acme-scim', location: 'westeurope' });
 * const place = { resourceGroupName: group.name, location: group.location };
 * const migrator = new UserAssignedIdentity(this, 'Migrator', { ...place, name: 'acme-scim-migrator' });
 * const runtime = new UserAssignedIdentity(this, 'Runtime', { ...place, name: 'acme-scim-runtime' });
 * const directoryId = '2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11';
 * const image = 'ghcr.io/acme/entra-scim@sha256:b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9';
 *
 * @packageDocumentation
 */
export { type AppRole, appRoleId, TEMPLATE_ROLES } from '../entra/app-role';
export {
  type AttributeMapping,
  DEFAULT_MAPPINGS,
  MAPPING_PRESETS,
  type MappingPreset,
  type MappingTable,
} from '../entra/attribute-mapping';
export { type MappingComplaint, mappingComplaints } from '../entra/mapping-rules';
export type { Principal } from '../entra/principal';
export type {
  ScopingClause,
  ScopingFilter,
  ScopingFilters,
  ScopingOperator,
  SyncSettings,
} from '../entra/sync-settings';

export { ConsoleApp, type ConsoleAppProps } from './entra/console-app';
export { Directory } from './entra/directory';
export { EnterpriseApp, type EnterpriseAppProps, type Owner } from './entra/enterprise-app';
export type { EntraCloud } from './entra/non-gallery-template';
export {
  type AssignableApp,
  type RoleAssignment,
  RoleAssignments,
  type RoleAssignmentsProps,
} from './entra/role-assignments';
export { ScimProvisioning, type ScimProvisioningProps } from './entra/scim-provisioning';
export { WebSignIn, type WebSignInProps } from './entra/web-sign-in';

export { authorizationSecretName, signingSecretName, webhookSecretName } from '../microsoft/azure/stream-secret-name';
export { readerSecretName, tokenSecretName } from '../microsoft/azure/token-secret-name';
export type { AlertThresholds } from './azure/alert-thresholds';
export { CustomDomain, type CustomDomainProps } from './azure/custom-domain';
export type { Database, DatabaseProps } from './azure/database';
export { DeployStep, type DeployStepProps } from './azure/deploy-step';
export { ImageRegistry, type ImageRegistryProps } from './azure/image-registry';
export { MigrationJob, type MigrationJobProps } from './azure/migration-job';
export { Monitoring, type MonitoringProps } from './azure/monitoring';
export type { DatabaseNetwork, PrivateNetwork } from './azure/private-network';
export type { ResourcePlace } from './azure/resource-place';
export { ScimCluster, type ScimClusterProps } from './azure/scim-cluster';
export { ScimDatabase, type ScimDatabaseProps } from './azure/scim-database';
export { ScimEnvironment, type ScimEnvironmentProps } from './azure/scim-environment';
export { ScimNetwork, type ScimNetworkProps } from './azure/scim-network';
export { ScimService, type ScimServiceProps } from './azure/scim-service';
export type { AdminApplication, ServiceSettings } from './azure/service-settings';
export { type ServiceSecret, ServiceSecrets, type ServiceSecretsProps } from './azure/service-secrets';
export { type ReadTokens, TokenVault, type TokenVaultProps } from './azure/token-vault';
export { VaultCertificate, type VaultCertificateProps } from './azure/vault-certificate';
