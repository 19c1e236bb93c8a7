import type { TerraformStack } from 'cdktf';

import type { PrivateNetwork } from '../constructs/azure/private-network';
import type { ResourcePlace } from '../constructs/azure/resource-place';
import { ScimNetwork } from '../constructs/azure/scim-network';
import type { PlatformConfig } from '../fleet/model/platform';
import { DATABASE_DOMAINS, VAULT_ZONES } from '../fleet/private-domains';

/**
 * The network of a platform. The stack creates it, unless the platform's file names an existing network. A platform may
 * also have no network.
 */
export function platformNetwork(
  stack: TerraformStack,
  platform: PlatformConfig,
  place: ResourcePlace,
): PrivateNetwork | undefined {
  const { name, network, cloud, database, vault } = platform;
  const { privateEndpoint } = vault;
  if (network === 'none') return undefined;
  if ('databaseSubnetId' in network) {
    const { clusterSubnetId, clusterZoneId, ...server } = network;
    const cluster =
      clusterSubnetId === undefined || clusterZoneId === undefined
        ? undefined
        : { databaseSubnetId: clusterSubnetId, databaseZoneId: clusterZoneId, databaseReachable: [] };
    const { subnetId, zoneId } = privateEndpoint ?? {};
    const place = subnetId === undefined || zoneId === undefined ? undefined : { subnetId, zoneId, reachable: [] };
    return { ...server, databaseReachable: [], cluster, vault: place };
  }
  return new ScimNetwork(stack, 'Network', {
    ...place,
    ...network,
    name: platform.names.network,
    zonePrefix: name,
    withCluster: database.elasticCluster !== undefined,
    vaultZone: privateEndpoint && vaultZone(privateEndpoint.zoneId, cloud.environment),
    databaseDomain: DATABASE_DOMAINS[cloud.environment],
  });
}

function vaultZone(id: string | undefined, cloud: PlatformConfig['cloud']['environment']) {
  return id === undefined ? { name: VAULT_ZONES[cloud] } : { id };
}
