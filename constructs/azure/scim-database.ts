import { PostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PostgresqlFlexibleServerActiveDirectoryAdministrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { PostgresqlFlexibleServerDatabase } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-database';
import type { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ResourcePlace } from './resource-place';
import type { ScimNetwork } from './scim-network';

const DATABASE = 'scim';

export interface ScimDatabaseProps extends ResourcePlace {
  /** Name of the server, which becomes the first label of its host name. */
  readonly name: string;

  /** Network in which the server is reachable. It has no public address. */
  readonly network: ScimNetwork;

  /** Directory (tenant) id in which the identities below live. */
  readonly directoryId: string;

  /** Identity that owns the schema and brings it up to date. */
  readonly migrator: UserAssignedIdentity;

  /**
   * Size of the server.
   *
   * @default B_Standard_B2s
   */
  readonly skuName?: string;
}

/**
 * The PostgreSQL server of the service, without any password: who connects signs in with an Entra identity.
 *
 * The migrator is its administrator. The identity that serves requests gets its role from a migration, so that it can
 * read and write rows and change nothing else.
 */
export class ScimDatabase extends Construct {
  /** What has to stand before anybody can sign in. */
  readonly ready: readonly ITerraformDependable[];

  readonly #host: string;

  constructor(scope: Construct, id: string, props: ScimDatabaseProps) {
    super(scope, id);
    const { resourceGroupName, location } = props;

    const server = new PostgresqlFlexibleServer(this, 'Server', {
      name: props.name,
      resourceGroupName,
      location,
      version: '17',
      skuName: props.skuName ?? 'B_Standard_B2s',
      storageMb: 32768,
      autoGrowEnabled: true,
      delegatedSubnetId: props.network.databaseSubnetId,
      privateDnsZoneId: props.network.databaseZoneId,
      publicNetworkAccessEnabled: false,
      backupRetentionDays: 14,
      authentication: {
        activeDirectoryAuthEnabled: true,
        passwordAuthEnabled: false,
        tenantId: props.directoryId,
      },
      lifecycle: {
        preventDestroy: true,
        // Azure picks a zone, and a failover moves it; auto-grow raises the storage, which cannot be lowered again.
        ignoreChanges: ['zone', 'storage_mb', 'storage_tier'],
      },
      dependsOn: [props.network.databaseZoneLinked],
    });

    const database = new PostgresqlFlexibleServerDatabase(this, 'Database', {
      name: DATABASE,
      serverId: server.id,
      charset: 'UTF8',
      collation: 'en_US.utf8',
      lifecycle: { preventDestroy: true },
    });

    const administrator = new PostgresqlFlexibleServerActiveDirectoryAdministrator(this, 'Administrator', {
      serverName: server.name,
      resourceGroupName,
      tenantId: props.directoryId,
      objectId: props.migrator.principalId,
      principalName: props.migrator.name,
      principalType: 'ServicePrincipal',
    });

    this.#host = server.fqdn;
    this.ready = [database, administrator];
  }

  /** Connection URL for an identity. Holds no password: the service asks Entra for a token in its place. */
  urlFor(identity: UserAssignedIdentity): string {
    return `postgres://${identity.name}@${this.#host}:5432/${DATABASE}?sslmode=verify-full`;
  }
}
