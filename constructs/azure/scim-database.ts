import {
  PostgresqlFlexibleServer,
  type PostgresqlFlexibleServerConfig,
} from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PostgresqlFlexibleServerDatabase } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-database';
import type { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import { DATABASE, type Database, type DatabaseProps, databaseUrl } from './database';
import { DatabaseAccess } from './database-access';
import { lockAgainstDeletion } from './deletion-lock';

export interface ScimDatabaseProps extends DatabaseProps {
  /** Name of the server, which becomes the first label of its host name. */
  readonly name: string;

  /**
   * Size of the server.
   *
   * @default B_Standard_B2s
   */
  readonly size?: string;

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
   * Whether a second server stands by, in the same zone or in another. Not for burstable sizes.
   *
   * @default none
   */
  readonly highAvailability?: 'none' | 'same-zone' | 'zone-redundant';

  /**
   * Instant in UTC to go back to, for example `2026-11-02T10:30:00Z`. The service moves to a new server with the data of
   * that time; the server that was is left as it is.
   *
   * @default - the server that is there.
   */
  readonly restoreTo?: string;
}

const rules: readonly Rule<ScimDatabaseProps>[] = [
  ({ highAvailability = 'none', size = 'B_Standard_B2s' }) =>
    highAvailability !== 'none' && size.startsWith('B_')
      ? `'highAvailability' needs a 'size' that is not burstable, such as GP_Standard_D2ds_v5; got '${size}'`
      : undefined,
  ({ backupRetentionDays = 14 }) =>
    backupRetentionDays >= 7 && backupRetentionDays <= 35
      ? undefined
      : `'backupRetentionDays' must be from 7 to 35; got ${backupRetentionDays}`,
];

/**
 * The PostgreSQL server of the service, without any password: who connects signs in with an Entra identity.
 *
 * The migrator is its administrator. The identity that serves requests gets its role from a migration, so that it can
 * read and write rows and change nothing else.
 */
export class ScimDatabase extends Construct implements Database {
  readonly ready: readonly ITerraformDependable[];
  readonly serverId: string;
  readonly #server: PostgresqlFlexibleServer;

  constructor(scope: Construct, id: string, props: ScimDatabaseProps) {
    super(scope, id);
    validate(this, props, rules);

    const original = this.defineServer('Server', props.name, props);
    const database = new PostgresqlFlexibleServerDatabase(this, 'Database', {
      name: DATABASE,
      serverId: original.id,
      charset: 'UTF8',
      collation: 'en_US.utf8',
      lifecycle: { preventDestroy: true },
    });

    const access = this.defineAccess('Access', original, props);

    const { restoreTo } = props;
    if (restoreTo === undefined) {
      this.#server = original;
      this.ready = [database, ...access.ready];
    } else {
      // Named after the instant: another instant is another server, and none is replaced.
      const stamp = restoreTo.replace(/\D/g, '').slice(0, 12);
      this.#server = this.defineServer(`Restored-${stamp}`, `${props.name}-${stamp}`, props, {
        createMode: 'PointInTimeRestore',
        sourceServerId: original.id,
        pointInTimeRestoreTimeInUtc: restoreTo,
      });
      this.ready = [this.#server, ...this.defineAccess(`Access-${stamp}`, this.#server, props).ready];
    }
    this.serverId = this.#server.id;
  }

  urlFor(identity: UserAssignedIdentity): string {
    return databaseUrl(identity, this.#server.fqdn);
  }

  private defineServer(
    id: string,
    name: string,
    props: ScimDatabaseProps,
    origin: Partial<PostgresqlFlexibleServerConfig> = {},
  ): PostgresqlFlexibleServer {
    const { network, highAvailability = 'none' } = props;
    const server = new PostgresqlFlexibleServer(this, id, {
      name,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      version: '17',
      skuName: props.size ?? 'B_Standard_B2s',
      storageMb: (props.storageGb ?? 32) * 1024,
      autoGrowEnabled: true,
      delegatedSubnetId: network?.databaseSubnetId,
      privateDnsZoneId: network?.databaseZoneId,
      publicNetworkAccessEnabled: network === undefined,
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
        ],
      },
      dependsOn: [...(network?.databaseReachable ?? [])],
      ...origin,
    });

    if (props.deletionLock ?? true) lockAgainstDeletion(this, `${id}-Lock`, server.id);
    return server;
  }

  private defineAccess(id: string, server: PostgresqlFlexibleServer, props: ScimDatabaseProps): DatabaseAccess {
    return new DatabaseAccess(this, id, {
      resourceGroupName: props.resourceGroupName,
      serverName: server.name,
      serverId: server.id,
      directoryId: props.directoryId,
      migrator: props.migrator,
      isPublic: props.network === undefined,
    });
  }
}
