/**
 * `entra-scim/stacks`: the stacks that `entra-scim app` writes for a configuration folder. Use this module in CDKTF
 * apps that add their own stacks.
 *
 * @example
 * const app = new App();
 * new TerraformStack(app, 'dns');
 * synthesize(app, loadConfig('config')); // platform, and tenant-<slug> per tenant
 *
 * @packageDocumentation
 */
export { type Configuration, loadConfig } from '../fleet/load-config';
export type { PlatformConfig } from '../fleet/model/platform';
export type { LeavingTenant, ServedTenant, TenantConfig } from '../fleet/model/tenant';
export { ConfigError } from '../fleet/yaml/complaint';

export { AbsentTenantStack } from './absent-tenant-stack';
export { ConsoleStack } from './console-stack';
export { PlatformStack, type PlatformStackConfig } from './platform-stack';
export { synthesize } from './synthesize';
export { stackName } from '../fleet/stack-name';
export { TenantStack } from './tenant-stack';
