import type { PlatformFile } from '../model/platform';
import { VAULT_ZONES } from '../private-domains';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

type Check = (file: YamlFile, platform: PlatformFile) => Complaint[];

const ENDPOINT = ['vault', 'privateEndpoint'];

/** A private endpoint needs a network, a subnet of its own, and the zone in which Azure resolves its name. */
export const endpointHasPlace: Check = (file, { network, cloud, vault: { privateEndpoint } }) => {
  if (privateEndpoint === undefined) return [];
  if (network === 'none') return [file.complain(ENDPOINT, "needs a network; remove 'network: none'")];

  const { subnetId, zoneId } = privateEndpoint;
  const zone = zoneId?.split('/').at(-1)?.toLowerCase();
  const wanted = VAULT_ZONES[cloud.environment];
  return [
    ...(zone === undefined || zone === wanted
      ? []
      : [file.complain([...ENDPOINT, 'zoneId'], `must be the zone '${wanted}', in which Azure looks; got '${zone}'`)]),
    ...('addressSpace' in network ? ofOwnNetwork(file, subnetId) : ofGivenNetwork(file, network, { subnetId, zoneId })),
  ];
};

function ofOwnNetwork(file: YamlFile, subnetId: string | undefined): Complaint[] {
  return subnetId === undefined
    ? []
    : [
        file.complain(
          [...ENDPOINT, 'subnetId'],
          'has no use in a network that is made, which has a subnet for it; remove it',
        ),
      ];
}

function ofGivenNetwork(
  file: YamlFile,
  network: { readonly appsSubnetId: string; readonly databaseSubnetId: string },
  endpoint: { readonly subnetId: string | undefined; readonly zoneId: string | undefined },
): Complaint[] {
  const missing = (['subnetId', 'zoneId'] as const).filter((key) => endpoint[key] === undefined);
  if (missing.length > 0) {
    return [file.complain(ENDPOINT, `needs a place in the network that is there: give its ${missing.join(' and ')}`)];
  }
  const same = (['appsSubnetId', 'databaseSubnetId'] as const).find(
    (key) => network[key].toLowerCase() === endpoint.subnetId?.toLowerCase(),
  );
  const message = `must be another subnet than ${same ?? ''}, which is delegated to a service`;
  return same === undefined ? [] : [file.complain([...ENDPOINT, 'subnetId'], message)];
}

/** Somebody must have access, and a closed vault needs no list of allowed addresses. */
export const closedVaultIsReached: Check = (file, { vault: { publicAccess, privateEndpoint, allowedAddresses } }) => {
  if (publicAccess) return [];
  return [
    ...(privateEndpoint === undefined
      ? [file.complain(['vault', 'publicAccess'], 'needs vault.privateEndpoint, or nobody reaches the vault')]
      : []),
    ...(allowedAddresses.length > 0
      ? [
          file.complain(
            ['vault', 'allowedAddresses'],
            "has no effect beside 'publicAccess: false'; remove one of the two",
          ),
        ]
      : []),
  ];
};

/**
 * Azure fetches secrets of streams from the vault when it deploys the service, and Container Apps is none of the services
 * that a vault's firewall trusts.
 *
 * @param names of the secrets that the service needs.
 */
export function secretNotices({ vault }: Pick<PlatformFile, 'vault'>, names: readonly string[]): string[] {
  return names.length === 0 || vault.allowedAddresses.length === 0 || vault.privateEndpoint !== undefined
    ? []
    : [
        "'vault.allowedAddresses' limits who reaches the vault, and the service has to fetch the secrets of its streams: add the " +
          'outbound addresses of the Container Apps environment, or set vault.privateEndpoint',
      ];
}

/** Terraform writes and reads tokens, so it must be able to reach the vault. */
export function vaultNotices({ vault }: PlatformFile): string[] {
  return vault.publicAccess
    ? []
    : [
        "'vault.publicAccess' is false, so only a machine inside of the network, or of one that is joined to it and resolves " +
          'the zone of the vault, can plan or deploy the platform and its tenants, or run sync and drift',
      ];
}
