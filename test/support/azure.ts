import { ContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/container-app-environment';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { Fn } from 'cdktf';
import type { Construct } from 'constructs';

import { ScimDatabase } from '../../constructs/azure/scim-database';
import { ScimNetwork } from '../../constructs/azure/scim-network';
import { ScimService, type ScimServiceProps } from '../../constructs/azure/scim-service';

import { DIRECTORY_ID } from './entra-app';

export const PLACE = { resourceGroupName: 'acme-scim', location: 'westeurope' };
export const IMAGE = `ghcr.io/acme/entra-scim@sha256:${'0'.repeat(64)}`;

export function identity(scope: Construct, name: string): UserAssignedIdentity {
  return new UserAssignedIdentity(scope, name, { name, ...PLACE });
}

export function network(scope: Construct): ScimNetwork {
  return new ScimNetwork(scope, 'Network', { name: 'acme-scim', ...PLACE });
}

export function database(scope: Construct, migrator = identity(scope, 'migrator')): ScimDatabase {
  return new ScimDatabase(scope, 'Database', {
    name: 'acme-scim-db',
    network: network(scope),
    directoryId: DIRECTORY_ID,
    migrator,
    ...PLACE,
  });
}

/** A service that is sound, but for what a test overrides. */
export function service(scope: Construct, overrides: Partial<ScimServiceProps> = {}): ScimService {
  const migrator = identity(scope, 'migrator');
  return new ScimService(scope, 'Service', {
    name: 'acme-scim',
    environment: new ContainerAppEnvironment(scope, 'Environment', { name: 'acme-scim-apps', ...PLACE }),
    image: IMAGE,
    database: database(scope, migrator),
    runtime: identity(scope, 'runtime'),
    migrator,
    tenantRegistry: Fn.jsonencode({ tenants: [] }),
    ...PLACE,
    ...overrides,
  });
}
