import type { TerraformStack } from 'cdktf';

import type { PrivateNetwork } from '../constructs/azure/private-network';
import type { ResourcePlace } from '../constructs/azure/resource-place';
import { ScimNetwork } from '../constructs/azure/scim-network';
import { DATABASE_DOMAINS } from '../fleet/database-domain';
import type { PlatformConfig } from '../fleet/model/platform';

/** The network of a platform: one of its own, one that is there, or none. */
export function platformNetwork(
  stack: TerraformStack,
  platform: PlatformConfig,
  place: ResourcePlace,
): PrivateNetwork | undefined {
  const { name, network, cloud, database } = platform;
  if (network === 'none') return undefined;
  if ('databaseSubnetId' in network) {
    const { clusterSubnetId, clusterZoneId, ...server } = network;
    const cluster =
      clusterSubnetId === undefined || clusterZoneId === undefined
        ? undefined
        : { databaseSubnetId: clusterSubnetId, databaseZoneId: clusterZoneId, databaseReachable: [] };
    return { ...server, databaseReachable: [], cluster };
  }
  return new ScimNetwork(stack, 'Network', {
    ...place,
    ...network,
    name: platform.names.network,
    zonePrefix: name,
    withCluster: database.elasticCluster !== undefined,
    databaseDomain: DATABASE_DOMAINS[cloud.environment],
  });
}
