import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { VirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ResourcePlace } from './resource-place';

export interface ScimNetworkProps extends ResourcePlace {
  /** Prefix of the names of network, subnets and zone. */
  readonly name: string;
}

const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';

/** The network in which the service reaches its database, and nobody else does. */
export class ScimNetwork extends Construct {
  /** Subnet of the Container Apps environment. */
  readonly appsSubnetId: string;

  /** Subnet of the database server. */
  readonly databaseSubnetId: string;

  /** Private zone in which the database server gets its name. */
  readonly databaseZoneId: string;

  /** What a database server waits for: without the link its name does not resolve. */
  readonly databaseZoneLinked: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, resourceGroupName, location }: ScimNetworkProps) {
    super(scope, id);

    const network = new VirtualNetwork(this, 'Network', {
      name: `${name}-network`,
      resourceGroupName,
      location,
      addressSpace: ['10.40.0.0/16'],
    });
    const subnet = (subnetId: string, range: string, service: string) =>
      new Subnet(this, subnetId, {
        name: subnetId.toLowerCase(),
        resourceGroupName,
        virtualNetworkName: network.name,
        addressPrefixes: [range],
        delegation: [{ name: subnetId.toLowerCase(), serviceDelegation: { name: service, actions: [JOIN] } }],
      });
    const apps = subnet('Apps', '10.40.0.0/21', 'Microsoft.App/environments');
    const database = subnet('Database', '10.40.8.0/28', 'Microsoft.DBforPostgreSQL/flexibleServers');

    const zone = new PrivateDnsZone(this, 'DatabaseZone', {
      name: `${name}.private.postgres.database.azure.com`,
      resourceGroupName,
    });
    this.databaseZoneLinked = new PrivateDnsZoneVirtualNetworkLink(this, 'DatabaseZoneLink', {
      name: `${name}-database`,
      resourceGroupName,
      privateDnsZoneName: zone.name,
      virtualNetworkId: network.id,
    });

    this.appsSubnetId = apps.id;
    this.databaseSubnetId = database.id;
    this.databaseZoneId = zone.id;
  }
}
