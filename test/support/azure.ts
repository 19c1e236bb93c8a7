import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { Fn } from 'cdktf';
import type { Construct } from 'constructs';

import { ImageRegistry, type ImageRegistryProps } from '../../constructs/azure/image-registry';
import { MigrationJob } from '../../constructs/azure/migration-job';
import { ScimDatabase, type ScimDatabaseProps } from '../../constructs/azure/scim-database';
import { ScimEnvironment, type ScimEnvironmentProps } from '../../constructs/azure/scim-environment';
import { ScimNetwork } from '../../constructs/azure/scim-network';
import { ScimService, type ScimServiceProps } from '../../constructs/azure/scim-service';
import { TokenVault, type TokenVaultProps } from '../../constructs/azure/token-vault';

import { DIRECTORY_ID } from './entra-app';

export const PLACE = { resourceGroupName: 'acme-scim', location: 'westeurope' };
export const GROUP_ID = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4/resourceGroups/acme-scim';
export const IMAGE = `ghcr.io/acme/entra-scim@sha256:${'0'.repeat(64)}`;

export function identity(scope: Construct, name: string): UserAssignedIdentity {
  return new UserAssignedIdentity(scope, name, { name, ...PLACE });
}

export function network(scope: Construct): ScimNetwork {
  return new ScimNetwork(scope, 'Network', { name: 'acme-scim-network', zonePrefix: 'acme-scim', ...PLACE });
}

export function environment(scope: Construct, overrides: Partial<ScimEnvironmentProps> = {}): ScimEnvironment {
  return new ScimEnvironment(scope, 'Apps', {
    name: 'acme-scim-apps',
    managedResourceGroupName: 'acme-scim-apps-managed',
    ...PLACE,
    ...overrides,
  });
}

/** A database in its own network, with a test's overrides. */
export function database(scope: Construct, overrides: Partial<ScimDatabaseProps> = {}): ScimDatabase {
  return new ScimDatabase(scope, 'Database', {
    name: 'acme-scim-db',
    resourceGroupId: GROUP_ID,
    network: 'network' in overrides ? undefined : network(scope),
    directoryId: DIRECTORY_ID,
    migrator: overrides.migrator ?? identity(scope, 'migrator'),
    ...PLACE,
    ...overrides,
  });
}

export function tokenVault(scope: Construct, overrides: Partial<TokenVaultProps> = {}): TokenVault {
  return new TokenVault(scope, 'Tokens', {
    name: 'acme-scim-kv',
    directoryId: DIRECTORY_ID,
    generations: new Map([['contoso', [2, 3]]]),
    ...PLACE,
    ...overrides,
  });
}

/** A valid service and the job that prepares its database, with a test's overrides. */
export function service(
  scope: Construct,
  overrides: Partial<ScimServiceProps> = {},
  access?: ImageRegistryProps['access'],
): ScimService {
  const { image = IMAGE } = overrides;
  const migrator = identity(scope, 'migrator');
  const runtime = identity(scope, 'runtime');
  const shared = {
    environment: environment(scope),
    image,
    registry: new ImageRegistry(scope, 'Registry', { image, identities: [runtime, migrator], access }),
    database: database(scope, { migrator }),
    runtime,
    ...PLACE,
  };
  const migration = new MigrationJob(scope, 'Migration', { name: 'acme-scim-migrate', migrator, ...shared });
  return new ScimService(scope, 'Service', {
    name: 'acme-scim',
    tenantRegistry: Fn.jsonencode({ tenants: [] }),
    after: [migration.resource],
    ...shared,
    ...overrides,
  });
}
