/**
 * `entra-scim/constructs`: provisioning from Microsoft Entra ID over SCIM for any CDKTF app.
 *
 * `cdktf` and `constructs` are peers of the package: an app and what it is made of must share one copy of both.
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

export { Directory } from './entra/directory';
export { EnterpriseApp, type EnterpriseAppProps, type Owner } from './entra/enterprise-app';
export type { EntraCloud } from './entra/non-gallery-template';
export { type RoleAssignment, RoleAssignments, type RoleAssignmentsProps } from './entra/role-assignments';
export { ScimProvisioning, type ScimProvisioningProps } from './entra/scim-provisioning';

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
export type { AlertThresholds } from './azure/service-alerts';
export { TokenVault, type TokenVaultProps } from './azure/token-vault';
