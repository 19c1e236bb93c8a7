import { PostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PostgresqlFlexibleServerDatabase } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-database';
import { type ITerraformDependable, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';

import { FIRST } from '../../microsoft/azure/restored-server';
import { type Rule, validate } from '../validation';

import { DATABASE, type Database, databaseUrl } from './database';
import { DatabaseAccess } from './database-access';
import { defineServer, type ServerProps, VERSION } from './database-server';
import { lockAgainstDeletion } from './deletion-lock';
import type { ManagedIdentity } from './managed-identity';
import { type Restore, type RestoredServer, restoredServers } from './restored-server';

export interface ScimDatabaseProps extends ServerProps {
  /**
   * Name of the server, and the first label of its host name. The name of each restored server begins with this name.
   */
  readonly name: string;

  /** Id of the resource group. Used to build the id of the server that a restore copies. */
  readonly resourceGroupId: string;

  /**
   * Servers with data restored from an earlier point in time, in the order of their creation. The plan fails if a
   * server that still exists is missing from the list.
   *
   * @default none
   */
  readonly restores?: readonly Restore[];

  /**
   * Whether the original server still exists. If false, the plan fails until the server is deleted in Azure.
   *
   * @default true
   */
  readonly server?: boolean;

  /**
   * Server that the service uses. `server` stands for the original server. A restored server is identified by its `at`.
   *
   * @default - the last restored server, or the original server if there are no restores.
   */
  readonly use?: string;
}

const TYPE = PostgresqlFlexibleServer.tfResourceType;

const rules: readonly Rule<ScimDatabaseProps>[] = [
  ({ highAvailability = 'none', size = 'B_Standard_B2s' }) =>
    highAvailability !== 'none' && size.startsWith('B_')
      ? `'highAvailability' needs a 'size' that is not burstable, such as GP_Standard_D2ds_v5; got '${size}'`
      : undefined,
  ({ backupRetentionDays = 14 }) =>
    backupRetentionDays >= 7 && backupRetentionDays <= 35
      ? undefined
      : `'backupRetentionDays' must be from 7 to 35; got ${backupRetentionDays}`,
  ({ use = FIRST, restores = [] }) =>
    use === FIRST || restores.some(({ at }) => at === use)
      ? undefined
      : `'use' must be '${FIRST}' or the instant of one of the 'restores'; got '${use}'`,
];

/**
 * The PostgreSQL server of the service. Clients sign in with an Entra identity; there are no passwords.
 *
 * The migrator is the server's administrator. The identity that serves requests gets its database role from a
 * migration, and can only read and write rows.
 *
 * This construct ensures that a server can be removed from the configuration only after it has been deleted in Azure.
 * Removing a server's block would also remove its `prevent_destroy`. That is why there is always one block for the
 * original server and one block for all restored servers, even if there are no servers. Terraform refuses to destroy a
 * server that the block no longer lists.
 *
 * @example
 * const database = new ScimDatabase(this, 'Database', {
 *   ...place,
 *   name: 'acme-scim-db',
 *   resourceGroupId: group.id,
 *   network,
 *   directoryId,
 *   migrator,
 * });
 */
export class ScimDatabase extends Construct implements Database {
  readonly ready: readonly ITerraformDependable[];
  readonly serverId: string;
  readonly #host: string;

  constructor(scope: Construct, id: string, props: ScimDatabaseProps) {
    super(scope, id);
    validate(this, props, rules);
    const { restores = [], server = true, version = VERSION } = props;
    const use = props.use ?? restores.at(-1)?.at ?? FIRST;

    const first = defineServer(this, 'Server', props.name, props, server ? {} : { count: 0 });
    const firstReady = server ? this.furnish(first, props) : [];

    const servers = restoredServers(restores, { ...props, version });
    const restored = defineServer(this, 'Restored', '${each.value.name}', props, {
      createMode: 'PointInTimeRestore',
      sourceServerId: '${each.value.source}',
      pointInTimeRestoreTimeInUtc: '${each.value.at}',
      dependsOn: [first],
      ...(servers.some((one) => one.version !== undefined) ? { version: '${each.value.version}' } : {}),
    });
    forEach(restored, servers);
    const restoredReady = servers.length > 0 ? this.furnishRestored(restored, servers, props) : [];

    const inUse = servers.find(({ at }) => at === use);
    const address = inUse
      ? `${TYPE}.${restored.friendlyUniqueId}["${inUse.key}"]`
      : `${TYPE}.${first.friendlyUniqueId}`;
    this.ready = inUse ? restoredReady : firstReady;
    this.serverId = `\${${address}.id}`;
    this.#host = `\${${address}.fqdn}`;
  }

  urlFor(identity: ManagedIdentity): string {
    return databaseUrl(identity, this.#host);
  }

  migrationUrlFor(identity: ManagedIdentity): string {
    return this.urlFor(identity);
  }

  /**
   * Defines the resources that belong to the original server. Returns the resources that must exist before anybody can
   * sign in.
   */
  private furnish(server: PostgresqlFlexibleServer, props: ScimDatabaseProps): readonly ITerraformDependable[] {
    if (props.deletionLock ?? true) lockAgainstDeletion(this, 'Server-Lock', server.id);
    const database = new PostgresqlFlexibleServerDatabase(this, 'Database', {
      name: DATABASE,
      serverId: server.id,
      charset: 'UTF8',
      collation: 'en_US.utf8',
      lifecycle: { preventDestroy: true },
    });
    return [database, ...this.defineAccess(this, server.name, server.id, props).ready];
  }

  /**
   * Defines the resources that belong to each restored server. They are the same as in `furnish`, except for the
   * database, which is part of the restored data.
   */
  private furnishRestored(
    restored: PostgresqlFlexibleServer,
    servers: readonly RestoredServer[],
    props: ScimDatabaseProps,
  ): readonly ITerraformDependable[] {
    const around = new Construct(this, 'AroundRestored');
    const server = `${TYPE}.${restored.friendlyUniqueId}[each.key]`;
    if (props.deletionLock ?? true) lockAgainstDeletion(around, 'Lock', `\${${server}.id}`);
    const access = this.defineAccess(around, `\${${server}.name}`, `\${${server}.id}`, props);
    for (const construct of around.node.findAll()) {
      if (construct instanceof TerraformResource) forEach(construct, servers);
    }
    return [restored, ...access.ready];
  }

  private defineAccess(
    scope: Construct,
    serverName: string,
    serverId: string,
    { resourceGroupName, directoryId, migrator, network }: ScimDatabaseProps,
  ): DatabaseAccess {
    return new DatabaseAccess(scope, 'Access', {
      resourceGroupName,
      serverName,
      serverId,
      directoryId,
      migrator,
      isPublic: network === undefined,
    });
  }
}

function forEach(resource: TerraformResource, servers: readonly RestoredServer[]): void {
  resource.addOverride('for_each', Object.fromEntries(servers.map(({ key, ...values }) => [key, values])));
}
