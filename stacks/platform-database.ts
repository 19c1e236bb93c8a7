import type { TerraformStack } from 'cdktf';

import type { Database } from '../constructs/azure/database';
import type { ManagedIdentity } from '../constructs/azure/managed-identity';
import type { PrivateNetwork } from '../constructs/azure/private-network';
import type { ResourcePlace } from '../constructs/azure/resource-place';
import { ScimCluster } from '../constructs/azure/scim-cluster';
import { ScimDatabase } from '../constructs/azure/scim-database';
import { CLUSTER, WEEKDAYS } from '../fleet/model/database-options';
import type { PlatformConfig } from '../fleet/model/platform';

export interface PlatformDatabaseProps extends ResourcePlace {
  readonly network: PrivateNetwork | undefined;
  readonly migrator: ManagedIdentity;
  readonly resourceGroupId: string;
}

/** Defines every database of a platform, including restored ones, and returns the one that the service uses. */
export function platformDatabase(
  stack: TerraformStack,
  platform: PlatformConfig,
  { resourceGroupId, ...shared }: PlatformDatabaseProps,
): Database {
  const names = platform.names;
  const { elasticCluster, use, maintenanceWindow: window, ...options } = platform.database;
  const { backupRetentionDays, deletionLock } = options;
  const maintenanceWindow = window && {
    dayOfWeek: WEEKDAYS.indexOf(window.day),
    startHour: window.hour,
    startMinute: window.minute,
  };
  const directoryId = platform.hostTenantId;
  const common = { ...shared, directoryId, backupRetentionDays, deletionLock, maintenanceWindow };
  const server = new ScimDatabase(stack, 'Database', {
    ...common,
    ...options,
    name: names.database,
    resourceGroupId,
    ...(use === undefined || use === CLUSTER ? {} : { use }),
  });
  if (!elasticCluster) return server;

  const cluster = new ScimCluster(stack, 'Cluster', {
    ...common,
    ...elasticCluster,
    name: names.cluster,
    endpointName: names.clusterEndpoint,
    network: shared.network?.cluster,
    tags: platform.tags,
  });
  return use === CLUSTER ? cluster : server;
}
