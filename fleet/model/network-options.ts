import { z } from 'zod';

import { addressRange, resourceId } from './option-types';

const SUBNET = 'Microsoft.Network/virtualNetworks/subnets';

const ownNetwork = z
  .strictObject({
    addressSpace: addressRange()
      .refine(
        (range) => Number(range.split('/')[1]) <= 20,
        'must hold at least 4096 addresses (/20), because the apps take 2048 of them',
      )
      .default('10.40.0.0/16')
      .describe(
        'Addresses of the network, at least 4096 (a /20), from which the subnets are cut. Azure and Container Apps keep ' +
          'some ranges for themselves; one of 10.0.0.0/8 or 192.168.0.0/16 is safe.',
      ),
  })
  .describe('A network that is made for the service and its database. The database has no public address.');

const existingNetwork = z
  .strictObject({
    appsSubnetId: resourceId(SUBNET).describe(
      'Subnet of the apps, delegated to `Microsoft.App/environments` and used by nothing else.',
    ),
    databaseSubnetId: resourceId(SUBNET).describe(
      'Subnet of the database, delegated to `Microsoft.DBforPostgreSQL/flexibleServers`.',
    ),
    databaseZoneId: resourceId('Microsoft.Network/privateDnsZones').describe(
      'Private DNS zone in which PostgreSQL servers are registered, linked to the network. Its name ends in ' +
        '`.postgres.database.azure.com` (or the domain of your cloud) and is not that of a server.',
    ),
    clusterSubnetId: resourceId(SUBNET)
      .optional()
      .describe("Subnet of a cluster's private endpoint, delegated to nothing. Default: none; a cluster needs it."),
    clusterZoneId: resourceId('Microsoft.Network/privateDnsZones')
      .optional()
      .describe(
        'Private DNS zone `privatelink.postgres.database.azure.com`, linked to the network. Default: none; a cluster needs it.',
      ),
  })
  .describe('A network that exists already, by the ids of its parts. Nothing in it is changed.');

export const networkOptions = z
  .union(
    [
      z
        .literal('none')
        .describe('No network: the database has a public address, which only addresses of Azure may call.'),
      ownNetwork,
      existingNetwork,
    ],
    'must be none, a network to make, or one that is there',
  )
  .prefault({})
  .describe('How the service reaches its database. Default: a network that is made, `{ addressSpace: 10.40.0.0/16 }`.');
