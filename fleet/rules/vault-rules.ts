import type { PlatformFile } from '../model/platform';
import { VAULT_ZONES } from '../private-domains';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

type Check = (file: YamlFile, platform: PlatformFile) => Complaint[];

const ENDPOINT = ['vault', 'privateEndpoint'];

/** A private endpoint needs a network, a subnet, and the DNS zone in which Azure resolves the endpoint's name. */
export const endpointHasPlace: Check = (file, { network, cloud, vault: { privateEndpoint } }) => {
  if (privateEndpoint === undefined) return [];
  if (network === 'none') return [file.complain(ENDPOINT, "needs a network; remove 'network: none'")];

  const { subnetId, zoneId } = privateEndpoint;
  const zone = zoneId?.split('/').at(-1)?.toLowerCase();
  const wanted = VAULT_ZONES[cloud.environment];
  return [
    ...(zone === undefined || zone === wanted
      ? []
      : [file.complain([...ENDPOINT, 'zoneId'], `must be the zone '${wanted}', which Azure searches; got '${zone}'`)]),
    ...('addressSpace' in network ? ofOwnNetwork(file, subnetId) : ofGivenNetwork(file, network, { subnetId, zoneId })),
  ];
};

function ofOwnNetwork(file: YamlFile, subnetId: string | undefined): Complaint[] {
  return subnetId === undefined
    ? []
    : [
        file.complain(
          [...ENDPOINT, 'subnetId'],
          'has no effect in a network that the platform creates, which has a subnet for the endpoint; remove it',
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
    return [file.complain(ENDPOINT, `needs a place in the existing network: give its ${missing.join(' and ')}`)];
  }
  const same = (['appsSubnetId', 'databaseSubnetId'] as const).find(
    (key) => network[key].toLowerCase() === endpoint.subnetId?.toLowerCase(),
  );
  const message = `must not be the same subnet as ${same ?? ''}, which is delegated to a service`;
  return same === undefined ? [] : [file.complain([...ENDPOINT, 'subnetId'], message)];
}

/**
 * A vault without public access needs a private endpoint, and must not have a list of allowed addresses, because the
 * list would have no effect.
 */
export const closedVaultIsReached: Check = (file, { vault: { publicAccess, privateEndpoint, allowedAddresses } }) => {
  if (publicAccess) return [];
  return [
    ...(privateEndpoint === undefined
      ? [file.complain(['vault', 'publicAccess'], 'needs vault.privateEndpoint; otherwise nobody can reach the vault')]
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
 * Returns a notice if the vault's firewall may block Azure. Azure fetches the service's secrets from the vault when it
 * deploys the service, and Container Apps is not one of the services that the firewall trusts.
 *
 * @param names names of the secrets that the service needs.
 */
export function secretNotices({ vault }: Pick<PlatformFile, 'vault'>, names: readonly string[]): string[] {
  return names.length === 0 || vault.allowedAddresses.length === 0 || vault.privateEndpoint !== undefined
    ? []
    : [
        "'vault.allowedAddresses' limits who reaches the vault, and Azure has to fetch the secrets of the service from it: add the " +
          'outbound addresses of the Container Apps environment, or set vault.privateEndpoint',
      ];
}

/**
 * Returns a notice if the vault has no public access. Terraform writes and reads tokens, so it must be able to reach
 * the vault.
 */
export function vaultNotices({ vault }: PlatformFile): string[] {
  return vault.publicAccess
    ? []
    : [
        "'vault.publicAccess' is false, so only a machine inside the network, or inside a network that is joined to it and resolves " +
          'the zone of the vault, can plan or deploy the platform and its tenants, or run sync and drift',
      ];
}
