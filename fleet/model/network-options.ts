import { z } from 'zod';

import { addressRange, resourceId } from './option-types';

/**
 * How the service reaches its database: in a network that is made for both, in one that is there, or over the database's
 * public address, which only addresses of Azure may call.
 */
export type NetworkConfig = 'none' | OwnNetworkConfig | ExistingNetworkConfig;

export interface OwnNetworkConfig {
  /** Addresses of the network, from which the subnets are cut. */
  readonly addressSpace: string;
}

export interface ExistingNetworkConfig {
  /** Subnet of the apps, delegated to `Microsoft.App/environments`. */
  readonly appsSubnetId: string;

  /** Subnet of the database, delegated to `Microsoft.DBforPostgreSQL/flexibleServers`. */
  readonly databaseSubnetId: string;

  /** Private DNS zone of PostgreSQL servers, linked to the network. */
  readonly databaseZoneId: string;

  /** Subnet of a cluster's endpoint, delegated to nothing. */
  readonly clusterSubnetId?: string | undefined;

  /** The zone `privatelink.postgres.database.azure.com`, linked to the network. */
  readonly clusterZoneId?: string | undefined;
}

const SUBNET = 'Microsoft.Network/virtualNetworks/subnets';

export const networkOptions = z.union(
  [
    z.literal('none'),
    z.strictObject({
      addressSpace: addressRange()
        .refine(
          (range) => Number(range.split('/')[1]) <= 20,
          'must hold at least 4096 addresses (/20), because the apps take 2048 of them',
        )
        .default('10.40.0.0/16'),
    }),
    z.strictObject({
      appsSubnetId: resourceId(SUBNET),
      databaseSubnetId: resourceId(SUBNET),
      databaseZoneId: resourceId('Microsoft.Network/privateDnsZones'),
      clusterSubnetId: resourceId(SUBNET).optional(),
      clusterZoneId: resourceId('Microsoft.Network/privateDnsZones').optional(),
    }),
  ],
  'must be none, a network to make, or one that is there',
);
