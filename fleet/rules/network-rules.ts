import { restoredServerName } from '../../microsoft/azure/restored-server';
import type { PlatformFile } from '../model/platform';
import { platformNames } from '../platform-names';
import { DATABASE_DOMAINS } from '../private-domains';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

import { NOT_PUBLIC, overlapping, RESERVED_IN_NETWORKS } from './address-ranges';

type Check = (file: YamlFile, platform: PlatformFile) => Complaint[];

/**
 * Azure's rules for the address range of a network with Container Apps:
 * https://learn.microsoft.com/azure/container-apps/custom-virtual-networks#subnet-address-range-restrictions
 */
export const addressSpaceIsFree: Check = (file, { network }) => {
  if (network === 'none' || !('addressSpace' in network)) return [];
  const taken = overlapping(network.addressSpace, RESERVED_IN_NETWORKS);
  if (!taken) return [];
  const message =
    `must not overlap ${taken[0]}, ${taken[1]}, which Azure refuses; use a range within 10.0.0.0/8 or 192.168.0.0/16; ` +
    `got '${network.addressSpace}'`;
  return [file.complain(['network', 'addressSpace'], message)];
};

/** The subnets must be distinct, because each subnet is delegated to a different service or to none. */
export const subnetsDiffer: Check = (file, { network }) => {
  if (network === 'none' || !('appsSubnetId' in network)) return [];
  const keys = ['appsSubnetId', 'databaseSubnetId', 'clusterSubnetId'] as const;
  const ids = keys.map((key) => network[key]?.toLowerCase());
  return keys.flatMap((key, index) => {
    const first = ids.indexOf(ids[index]);
    if (ids[index] === undefined || first === index) return [];
    const message = `must not be the same subnet as ${keys[first]}: each subnet is delegated to only one service`;
    return [file.complain(['network', key], message)];
  });
};

/**
 * Azure resolves the name of a server in a network through the DNS zone in which the server is registered.
 * https://learn.microsoft.com/azure/postgresql/network/concepts-networking-private#using-a-private-dns-zone
 */
export const zonesResolve: Check = (file, platform) => {
  const { name, network, cloud, database } = platform;
  if (network === 'none' || !('databaseZoneId' in network)) return [];
  const domain = DATABASE_DOMAINS[cloud.environment];
  const zone = zoneName(network.databaseZoneId);
  const complain = (key: string, message: string) => [file.complain(['network', key], message)];
  const { database: server } = platformNames(platform);
  const servers = [server, ...database.restores.map(({ at }) => restoredServerName(server, at))];
  const example = `such as ${name}.private.${domain}`;
  return [
    ...(zone.endsWith(`.${domain}`)
      ? []
      : complain('databaseZoneId', `must be a zone whose name ends in .${domain}, ${example}; got '${zone}'`)),
    ...(servers.includes(zone.slice(0, -domain.length - 1))
      ? complain('databaseZoneId', `must not be a zone with the name of the server, '${zone}'; use a name ${example}`)
      : []),
    ...(network.clusterZoneId === undefined || zoneName(network.clusterZoneId) === `privatelink.${domain}`
      ? []
      : complain(
          'clusterZoneId',
          `must be the zone 'privatelink.${domain}', which Azure searches; got '${zoneName(network.clusterZoneId)}'`,
        )),
  ];
};

/**
 * The firewall of a vault accepts only public addresses:
 * https://learn.microsoft.com/azure/key-vault/general/network-security
 */
export const vaultRangesArePublic: Check = (file, { vault: { allowedAddresses } }) =>
  allowedAddresses.flatMap((range, index) => {
    const within = overlapping(range, NOT_PUBLIC);
    if (!within) return [];
    const message =
      `must be public addresses, because the vault sees only those; ${range} overlaps ${within[0]}, ${within[1]}. ` +
      'List the addresses that your network has on the internet';
    return [file.complain(['vault', 'allowedAddresses', index], message)];
  });

/** Patterns for names of regions in clouds other than Azure's public cloud. */
const REGIONS = { usgovernment: /^us(gov|dod)/, china: /^china/ } as const;

export const regionIsInCloud: Check = (file, { location, cloud }) => {
  // A metadata host means a private cloud, which has its own regions.
  if (cloud.metadataHost !== undefined) return [];
  const [home = 'public'] = (['usgovernment', 'china'] as const).filter((key) => REGIONS[key].test(location));
  if (home === cloud.environment) return [];
  const message =
    `is a region of the cloud '${home}', but cloud.environment is '${cloud.environment}'; ` +
    `set 'cloud: { environment: ${home} }', or use another region; got '${location}'`;
  return [file.complain(['location'], message)];
};

function zoneName(id: string): string {
  return id.split('/').at(-1)?.toLowerCase() ?? '';
}
