import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { VirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import { subrange } from './address-range';
import type { EndpointPlace } from './endpoint-place';
import type { DatabaseNetwork, PrivateNetwork } from './private-network';
import type { ResourcePlace } from './resource-place';

export interface ScimNetworkProps extends ResourcePlace {
  readonly name: string;

  /**
   * Prefix for the names of the private DNS zones and of their links to the network.
   *
   * @default - the name of the network.
   */
  readonly zonePrefix?: string;

  /**
   * Address range of the network, with at least 4096 addresses (/20). The apps use the first 2048 addresses, the
   * database the next 16, a cluster the next 16, and private endpoints the next 16.
   *
   * @default 10.40.0.0/16
   */
  readonly addressSpace?: string;

  /**
   * Whether to create another subnet for a cluster. The private endpoint of a cluster cannot be in a server's subnet.
   *
   * @default false
   */
  readonly withCluster?: boolean;

  /**
   * Private DNS zone for the vault: the id of a zone that is already linked to the network, or the name of a zone to
   * create. In both cases, the network gets a subnet for the vault's private endpoint.
   *
   * @default none - the network has no such subnet.
   */
  readonly vaultZone?: { readonly id: string } | { readonly name: string } | undefined;

  /**
   * Domain of PostgreSQL servers in the Azure cloud that the network belongs to.
   *
   * @default postgres.database.azure.com
   */
  readonly databaseDomain?: string;
}

const APPS_ADDRESSES = 2048;
const SERVER_ADDRESSES = 16;
const SERVERS = 'Microsoft.DBforPostgreSQL/flexibleServers';
const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';

const rules: readonly Rule<ScimNetworkProps>[] = [
  ({ addressSpace = '10.40.0.0/16' }) =>
    Number(addressSpace.split('/')[1]) <= 20
      ? undefined
      : `'addressSpace' must contain at least 4096 addresses (/20); got '${addressSpace}'`,
];

/**
 * A separate network for a service and its database.
 *
 * @example
 * const network = new ScimNetwork(this, 'Network', { ...place, name: 'acme-scim', addressSpace: '10.40.0.0/20' });
 */
export class ScimNetwork extends Construct implements PrivateNetwork {
  readonly appsSubnetId: string;
  readonly databaseSubnetId: string;
  readonly databaseZoneId: string;
  readonly databaseReachable: readonly ITerraformDependable[];
  readonly cluster?: DatabaseNetwork;
  readonly vault?: EndpointPlace;

  constructor(scope: Construct, id: string, props: ScimNetworkProps) {
    super(scope, id);
    validate(this, props, rules);
    const { name, zonePrefix = name, resourceGroupName, location, addressSpace = '10.40.0.0/16' } = props;
    const domain = props.databaseDomain ?? 'postgres.database.azure.com';

    const network = new VirtualNetwork(this, 'Network', {
      name,
      resourceGroupName,
      location,
      addressSpace: [addressSpace],
    });
    const subnet = (subnetId: string, range: string, service?: string) =>
      new Subnet(this, subnetId, {
        name: subnetId.toLowerCase(),
        resourceGroupName,
        virtualNetworkName: network.name,
        addressPrefixes: [range],
        delegation:
          service === undefined
            ? []
            : [{ name: subnetId.toLowerCase(), serviceDelegation: { name: service, actions: [JOIN] } }],
      });
    const apps = subnet('Apps', subrange(addressSpace, 21, 0), 'Microsoft.App/environments');
    const linkedZone = (placeId: string, zoneName: string) => {
      const zone = new PrivateDnsZone(this, `${placeId}Zone`, { name: zoneName, resourceGroupName });
      const linked = new PrivateDnsZoneVirtualNetworkLink(this, `${placeId}ZoneLink`, {
        name: `${zonePrefix}-${placeId.toLowerCase()}`,
        resourceGroupName,
        privateDnsZoneName: zone.name,
        virtualNetworkId: network.id,
      });
      return { zoneId: zone.id, reachable: [linked] };
    };
    const place = (placeId: string, database: Subnet, zoneName: string): DatabaseNetwork => {
      const { zoneId, reachable } = linkedZone(placeId, zoneName);
      return { databaseSubnetId: database.id, databaseZoneId: zoneId, databaseReachable: reachable };
    };

    // Azure prescribes the form of these zone names.
    const server = place(
      'Database',
      subnet('Database', subrange(addressSpace, 28, APPS_ADDRESSES), SERVERS),
      `${zonePrefix}.private.${domain}`,
    );
    if (props.withCluster) {
      const range = subrange(addressSpace, 28, APPS_ADDRESSES + SERVER_ADDRESSES);
      this.cluster = place('Cluster', subnet('Cluster', range), `privatelink.${domain}`);
    }

    const { vaultZone } = props;
    if (vaultZone) {
      const endpoints = subnet('Endpoints', subrange(addressSpace, 28, APPS_ADDRESSES + 2 * SERVER_ADDRESSES));
      const zone = 'id' in vaultZone ? { zoneId: vaultZone.id, reachable: [] } : linkedZone('Vault', vaultZone.name);
      this.vault = { subnetId: endpoints.id, ...zone };
    }

    this.appsSubnetId = apps.id;
    this.databaseSubnetId = server.databaseSubnetId;
    this.databaseZoneId = server.databaseZoneId;
    this.databaseReachable = server.databaseReachable;
  }
}
