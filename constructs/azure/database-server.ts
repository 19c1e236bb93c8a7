import {
  PostgresqlFlexibleServer,
  type PostgresqlFlexibleServerConfig,
} from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import type { Construct } from 'constructs';

import type { DatabaseProps } from './database';

/** Default major version of PostgreSQL. */
export const VERSION = 17;

/** Settings that apply to the original server and to every server restored from it. */
export interface ServerProps extends DatabaseProps {
  /**
   * Size of the server.
   *
   * @default B_Standard_B2s
   */
  readonly size?: string;

  /**
   * Major version of PostgreSQL. Raising it upgrades the server in place, which cannot be undone.
   *
   * @default 17
   */
  readonly version?: number;

  /**
   * Initial storage, in GB. Azure enlarges the storage when needed, but cannot shrink it.
   *
   * @default 32
   */
  readonly storageGb?: number;

  /**
   * Whether backups are also kept in the paired region. This cannot be changed later.
   *
   * @default false
   */
  readonly geoRedundantBackup?: boolean;

  /**
   * Whether there is a standby server, in the same zone or in another one. Burstable sizes do not support a standby
   * server.
   *
   * @default none
   */
  readonly highAvailability?: 'none' | 'same-zone' | 'zone-redundant';
}

/**
 * Defines a PostgreSQL server. Clients sign in with an Entra identity; there are no passwords.
 *
 * @param origin further arguments of the resource, such as the server to restore from and the number of servers.
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
      // Azure changes these values itself: it picks the zones, swaps them in a failover, and enlarges the storage. The
      // storage cannot be reduced again.
      ignoreChanges: [
        'zone',
        'storage_mb',
        'storage_tier',
        ...(highAvailability === 'none' ? [] : ['high_availability[0].standby_availability_zone']),
        // These arguments matter only when a server is created. If Terraform did not ignore them, it would replace a
        // server that was imported, or whose source has since been deleted.
        ...(origin.createMode === undefined
          ? []
          : ['create_mode', 'source_server_id', 'point_in_time_restore_time_in_utc']),
      ],
    },
    dependsOn: [...(network?.databaseReachable ?? []), ...dependsOn],
    ...origin,
  });
}
