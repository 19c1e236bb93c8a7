import { z } from 'zod';

import { addressRange, resourceId } from './option-types';

const SUBNET = 'Microsoft.Network/virtualNetworks/subnets';

const ownNetwork = z
  .strictObject({
    addressSpace: addressRange()
      .refine(
        (range) => Number(range.split('/')[1]) <= 20,
        'must contain at least 4096 addresses (/20), because the apps need 2048 of them',
      )
      .default('10.40.0.0/16')
      .describe(
        'Address range of the network, from which the subnets are cut: at least 4096 addresses (a /20). Azure and ' +
          'Container Apps reserve some ranges; any range within 10.0.0.0/8 or 192.168.0.0/16 is safe.',
      ),
  })
  .describe('A network created for the service and its database. The database has no public address.');

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
        '`.postgres.database.azure.com` (or the domain of your cloud) and must not be the name of a server.',
    ),
    clusterSubnetId: resourceId(SUBNET)
      .optional()
      .describe("Subnet for a cluster's private endpoint, without a delegation. A cluster requires it. Default: none."),
    clusterZoneId: resourceId('Microsoft.Network/privateDnsZones')
      .optional()
      .describe(
        'Private DNS zone `privatelink.postgres.database.azure.com`, linked to the network. A cluster requires ' +
          'it. Default: none.',
      ),
  })
  .describe('An existing network, given by the ids of its parts. Nothing in it is changed.');

export const networkOptions = z
  .union(
    [
      z
        .literal('none')
        .describe('No network: the database has a public address, which accepts connections only from Azure.'),
      ownNetwork,
      existingNetwork,
    ],
    'must be none, a network to create, or an existing one',
  )
  .prefault({})
  .describe('How the service reaches its database. Default: through a new network, `{ addressSpace: 10.40.0.0/16 }`.');
