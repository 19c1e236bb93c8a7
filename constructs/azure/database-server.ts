import {
  PostgresqlFlexibleServer,
  type PostgresqlFlexibleServerConfig,
} from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import type { Construct } from 'constructs';

import type { DatabaseProps } from './database';

/** Version of a server for which none is given. */
export const VERSION = 17;

/** Settings that a server shares with those restored from it. */
export interface ServerProps extends DatabaseProps {
  /**
   * Size of the server.
   *
   * @default B_Standard_B2s
   */
  readonly size?: string;

  /**
   * Major version of PostgreSQL. A higher one upgrades the server in place, which cannot be undone.
   *
   * @default 17
   */
  readonly version?: number;

  /**
   * Storage at the start. It grows by itself and cannot shrink.
   *
   * @default 32
   */
  readonly storageGb?: number;

  /**
   * Whether backups are kept in the paired region too. Cannot be changed later.
   *
   * @default false
   */
  readonly geoRedundantBackup?: boolean;

  /**
   * Whether a standby server is kept, in the same zone or in another. Not available for burstable sizes.
   *
   * @default none
   */
  readonly highAvailability?: 'none' | 'same-zone' | 'zone-redundant';
}

/**
 * A PostgreSQL server without any password, managed by Terraform.
 *
 * @param origin the server that this one is restored from, if any, and the number of such servers.
 */
export function defineServer(
  scope: Construct,
  id: string,
  name: string,
  props: ServerProps,
  { dependsOn = [], ...origin }: Partial<PostgresqlFlexibleServerConfig>,
): PostgresqlFlexibleServer {
  const { network, highAvailability = 'none' } = props;
  return new PostgresqlFlexibleServer(scope, id, {
    name,
    resourceGroupName: props.resourceGroupName,
    location: props.location,
    version: String(props.version ?? VERSION),
    skuName: props.size ?? 'B_Standard_B2s',
    storageMb: (props.storageGb ?? 32) * 1024,
    autoGrowEnabled: true,
    delegatedSubnetId: network?.databaseSubnetId,
    privateDnsZoneId: network?.databaseZoneId,
    publicNetworkAccessEnabled: network === undefined,
    maintenanceWindow: props.maintenanceWindow,
    backupRetentionDays: props.backupRetentionDays ?? 14,
    geoRedundantBackupEnabled: props.geoRedundantBackup ?? false,
    highAvailability:
      highAvailability === 'none'
        ? undefined
        : { mode: highAvailability === 'same-zone' ? 'SameZone' : 'ZoneRedundant' },
    authentication: {
      activeDirectoryAuthEnabled: true,
      passwordAuthEnabled: false,
      tenantId: props.directoryId,
    },
    lifecycle: {
      preventDestroy: true,
      // Azure picks the zones, and a failover swaps them; auto-grow raises the storage, which cannot be lowered again.
      ignoreChanges: [
        'zone',
        'storage_mb',
        'storage_tier',
        ...(highAvailability === 'none' ? [] : ['high_availability[0].standby_availability_zone']),
        // These arguments matter only when a server is created. Later, a change to them would replace a server that was
        // imported or has lost its source.
        ...(origin.createMode === undefined
          ? []
          : ['create_mode', 'source_server_id', 'point_in_time_restore_time_in_utc']),
      ],
    },
    dependsOn: [...(network?.databaseReachable ?? []), ...dependsOn],
    ...origin,
  });
}
