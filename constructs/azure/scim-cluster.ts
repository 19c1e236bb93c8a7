import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import { ResourceGroupTemplateDeployment } from '@cdktf/provider-azurerm/lib/resource-group-template-deployment';
import { Fn, type ITerraformDependable, Token } from 'cdktf';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import { DATABASE, type Database, type DatabaseProps, databaseUrl, PORT } from './database';
import { DatabaseAccess } from './database-access';
import { lockAgainstDeletion } from './deletion-lock';
import type { ManagedIdentity } from './managed-identity';

export interface ScimClusterProps extends DatabaseProps {
  /** Name of the cluster, and the first label of its host name. */
  readonly name: string;

  /**
   * Name of the cluster's private endpoint in the network.
   *
   * @default - the name of the cluster followed by `-endpoint`.
   */
  readonly endpointName?: string;

  /** Number of nodes. Nodes can be added, but not removed. */
  readonly nodes: number;

  /**
   * Size of each node.
   *
   * @default GP_Standard_D2ds_v5
   */
  readonly size?: string;

  /**
   * Storage of each node, in GB. It does not grow automatically.
   *
   * @default 32
   */
  readonly storageGb?: number;

  /**
   * Whether each node has a standby server, in the same zone or in another.
   *
   * @default none
   */
  readonly highAvailability?: 'none' | 'same-zone' | 'zone-redundant';

  /**
   * Node that the service connects to. `coordinator`: always the coordinator. `any-node`: any node, so that all nodes
   * share the coordinator's work. Migrations always use the coordinator.
   *
   * @default coordinator
   */
  readonly connectThrough?: 'any-node' | 'coordinator';

  /**
   * Tags of the cluster. Tags set on the scope reach only the template deployment, not the cluster that it deploys.
   *
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>;
}

const SERVERS = 'Microsoft.DBforPostgreSQL/flexibleServers';

/** The first API version that supports clusters and is not a preview. */
const API_VERSION = '2025-08-01';
const TIERS: Readonly<Record<string, string>> = { B: 'Burstable', GP: 'GeneralPurpose', MO: 'MemoryOptimized' };
const STANDBY = { none: 'Disabled', 'same-zone': 'SameZone', 'zone-redundant': 'ZoneRedundant' };

const SIZE = 'GP_Standard_D2ds_v5';

/**
 * Port on which Azure picks a node for each connection.
 *
 * @see https://learn.microsoft.com/azure/postgresql/elastic-clusters/concepts-elastic-clusters-connection
 */
const ANY_NODE_PORT = 7432;

const rules: readonly Rule<ScimClusterProps>[] = [
  ({ nodes }) =>
    Number.isInteger(nodes) && nodes >= 2 && nodes <= 20 ? undefined : `'nodes' must be from 2 to 20; got ${nodes}`,
  ({ highAvailability = 'none', size = SIZE }) =>
    highAvailability !== 'none' && size.startsWith('B_')
      ? `'highAvailability' needs a 'size' that is not burstable, such as ${SIZE}; got '${size}'`
      : undefined,
];

/**
 * A PostgreSQL elastic cluster for the service. The migration distributes the tables over the nodes, by tenant.
 *
 * The azurerm provider does not support clusters yet, so an Azure (ARM) template deploys the cluster. A cluster has one
 * database, whose name the template sets when it creates the cluster.
 *
 * @example
 * const cluster = new ScimCluster(this, 'Cluster', {
 *   ...place,
 *   name: 'acme-scim-cluster',
 *   directoryId,
 *   migrator,
 *   nodes: 2,
 * });
 */
export class ScimCluster extends Construct implements Database {
  readonly ready: readonly ITerraformDependable[];
  readonly serverId: string;
  readonly coordinatorPort: number | undefined;
  readonly #host: string;
  readonly #servingPort: number;

  constructor(scope: Construct, id: string, props: ScimClusterProps) {
    super(scope, id);
    validate(this, props, rules);
    const { name, network, resourceGroupName, location } = props;
    const anyNode = props.connectThrough === 'any-node';
    this.coordinatorPort = anyNode ? PORT : undefined;
    this.#servingPort = anyNode ? ANY_NODE_PORT : PORT;

    const deployment = new ResourceGroupTemplateDeployment(this, 'Cluster', {
      name,
      resourceGroupName,
      deploymentMode: 'Incremental',
      templateContent: JSON.stringify(template(props)),
      lifecycle: { preventDestroy: true },
    });
    const output = (key: string) =>
      Token.asString(Fn.lookupNested(Fn.jsondecode(deployment.outputContent), [key, 'value']));
    this.serverId = output('id');
    this.#host = output('host');
    if (props.deletionLock ?? true) lockAgainstDeletion(this, 'Lock', this.serverId);

    const access = new DatabaseAccess(this, 'Access', {
      resourceGroupName,
      serverName: output('name'),
      serverId: this.serverId,
      directoryId: props.directoryId,
      migrator: props.migrator,
      isPublic: network === undefined,
    });
    if (!network) {
      this.ready = access.ready;
      return;
    }

    const endpoint = new PrivateEndpoint(this, 'Endpoint', {
      name: props.endpointName ?? `${name}-endpoint`,
      resourceGroupName,
      location,
      subnetId: network.databaseSubnetId,
      privateServiceConnection: {
        name: 'database',
        isManualConnection: false,
        privateConnectionResourceId: this.serverId,
        subresourceNames: ['postgresqlServer'],
      },
      privateDnsZoneGroup: { name: 'database', privateDnsZoneIds: [network.databaseZoneId] },
      dependsOn: [...network.databaseReachable],
    });
    this.ready = [...access.ready, endpoint];
  }

  urlFor(identity: ManagedIdentity): string {
    return databaseUrl(identity, this.#host, this.#servingPort);
  }

  migrationUrlFor(identity: ManagedIdentity): string {
    return databaseUrl(identity, this.#host);
  }
}

/** The template for Azure Resource Manager: the resources to create, and the outputs to return. */
function template(props: ScimClusterProps): object {
  const { name, size = SIZE, network, highAvailability = 'none', tags = {}, maintenanceWindow } = props;
  const [tier = ''] = size.split('_', 1);
  const server = `resourceId('${SERVERS}', '${name}')`;
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [
      {
        type: SERVERS,
        apiVersion: API_VERSION,
        name,
        location: props.location,
        ...(Object.keys(tags).length > 0 ? { tags } : {}),
        sku: { name: size.slice(tier.length + 1), tier: TIERS[tier] },
        properties: {
          createMode: 'Default',
          version: '17',
          cluster: { clusterSize: props.nodes, defaultDatabaseName: DATABASE },
          storage: { storageSizeGB: props.storageGb ?? 32, autoGrow: 'Disabled' },
          backup: { backupRetentionDays: props.backupRetentionDays ?? 14, geoRedundantBackup: 'Disabled' },
          ...(maintenanceWindow ? { maintenanceWindow: { customWindow: 'Enabled', ...maintenanceWindow } } : {}),
          highAvailability: { mode: STANDBY[highAvailability] },
          authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId: props.directoryId },
          network: { publicNetworkAccess: network ? 'Disabled' : 'Enabled' },
        },
      },
    ],
    outputs: {
      id: { type: 'string', value: `[${server}]` },
      name: { type: 'string', value: name },
      host: { type: 'string', value: `[reference(${server}, '${API_VERSION}').fullyQualifiedDomainName]` },
    },
  };
}
