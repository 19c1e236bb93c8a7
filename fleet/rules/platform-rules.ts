import type { PlatformFile } from '../model/platform';
import type { Complaint } from '../yaml/complaint';
import type { Sound } from '../yaml/read-as';
import { nearest } from '../yaml/schema-complaints';
import type { YamlFile } from '../yaml/yaml-file';

import { authorityIsKnown, consoleComplaints, consoleTakeoverComplaints } from './console-rules';
import { restoresFollow, standbyNeedsSize, usesWhatIsThere } from './database-rules';
import {
  aliasIsBeneathDomain,
  certificateFits,
  domainLiesInZone,
  gatewayIsNamed,
  issuerReachesService,
} from './domain-rules';
import { groupIsInSubscription, identitiesDiffer, workspaceSettlesItself } from './existing-rules';
import { namesAreUsed, namesDiffer, namesFit, patternsFit, wordsAreFree } from './name-rules';
import {
  addressSpaceIsFree,
  regionIsInCloud,
  subnetsDiffer,
  vaultRangesArePublic,
  zonesResolve,
} from './network-rules';
import { readerComplaints } from './reader-rules';
import { signingComplaints } from './signing-rules';
import { streamComplaints } from './stream-rules';
import { tagsAreFew, tagsAreNamed, tagsFitDns } from './tag-rules';
import type { TokenOwners } from './token-owners';
import { closedVaultIsReached, endpointHasPlace } from './vault-rules';

/**
 * A rule that involves several values of the platform file. It runs only if each value that it reads is valid on its
 * own. A rule that reads `tags.*` may use only the keys of `tags`, because the values may be invalid.
 */
interface Rule {
  readonly reads: readonly (keyof PlatformFile | `${keyof PlatformFile}.${string}`)[];
  readonly check: (file: YamlFile, platform: PlatformFile) => Complaint[];
}

const nameIsOwn: Rule['check'] = (file) =>
  file.locate(['name']).file === file.name
    ? []
    : [
        file.complain(
          ['name'],
          `must be in ${file.name} itself, because environments with the same name would share resources and states`,
        ),
      ];

const oneContainerOrMany: Rule['check'] = (file, { state }) =>
  state !== 'local' && state.containerPerStack && state.container !== undefined
    ? [file.complain(['state', 'container'], 'has no effect beside state.containerPerStack; remove one of the two')]
    : [];

const replicasInOrder: Rule['check'] = (file, { service: { replicas } }) =>
  replicas.min > replicas.max
    ? [file.complain(['service', 'replicas', 'max'], `must be at least min, ${replicas.min}; got ${replicas.max}`)]
    : [];

const machinesInOrder: Rule['check'] = (file, { service: { workloadProfile: profile } }) =>
  profile !== 'Consumption' && profile.min > profile.max
    ? [file.complain(['service', 'workloadProfile', 'max'], `must be at least min, ${profile.min}; got ${profile.max}`)]
    : [];

const zonesNeedNetworkAndReplicas: Rule['check'] = (file, { network, service: { zoneRedundant, replicas } }) => {
  if (!zoneRedundant) return [];
  const path = ['service', 'zoneRedundant'];
  return [
    ...(network === 'none' ? [file.complain(path, "needs a network; remove 'network: none'")] : []),
    ...(replicas.min < 2
      ? [
          file.complain(
            path,
            `needs two replicas to spread; set service.replicas.min to 2 or more, not ${replicas.min}`,
          ),
        ]
      : []),
  ];
};

const alertsNeedRequestLog: Rule['check'] = (file, { service: { logLevel }, monitoring: { alerts, workbook } }) =>
  (alerts !== 'off' || workbook) && !['info', 'debug'].includes(logLevel)
    ? [
        file.complain(
          ['service', 'logLevel'],
          `must be info or debug, because alerts and the workbook need the log lines about requests; got '${logLevel}'`,
        ),
      ]
    : [];

const clusterNeedsEndpoint: Rule['check'] = (file, { network, database: { elasticCluster } }) =>
  elasticCluster &&
  typeof network === 'object' &&
  'databaseSubnetId' in network &&
  (network.clusterSubnetId === undefined || network.clusterZoneId === undefined)
    ? [
        file.complain(
          ['database', 'elasticCluster'],
          'needs a place in the existing network: give network.clusterSubnetId and network.clusterZoneId',
        ),
      ]
    : [];

const registryHoldsImage: Rule['check'] = (file, { image, registry }) => {
  if (!registry) return [];
  const host = image.split('/', 1)[0] ?? '';
  if (!('azureRegistryId' in registry)) {
    return host.endsWith('.azurecr.io')
      ? [file.complain(['registry', 'username'], 'is not used for an Azure registry; give its azureRegistryId')]
      : [];
  }
  const name = registry.azureRegistryId.split('/').at(-1)?.toLowerCase() ?? '';
  return host.split('.', 1)[0] === name
    ? []
    : [file.complain(['registry', 'azureRegistryId'], `names the registry '${name}', but the image is from '${host}'`)];
};

const RULES: readonly Rule[] = [
  { reads: ['name', 'location', 'naming'], check: namesFit },
  { reads: ['name', 'location', 'naming'], check: patternsFit },
  { reads: ['name', 'location', 'naming', 'resourceGroupId'], check: namesDiffer },
  { reads: ['naming', 'resourceGroupId', 'identities', 'monitoring'], check: namesAreUsed },
  { reads: ['naming.values.*'], check: wordsAreFree },
  { reads: ['name'], check: nameIsOwn },
  { reads: ['state'], check: oneContainerOrMany },
  { reads: ['resourceGroupId', 'subscriptionId'], check: groupIsInSubscription },
  { reads: ['identities'], check: identitiesDiffer },
  { reads: ['monitoring'], check: workspaceSettlesItself },
  { reads: ['tags.*'], check: tagsAreFew },
  { reads: ['tags.*'], check: tagsAreNamed },
  { reads: ['tags.*', 'network', 'service.customDomain'], check: tagsFitDns },
  { reads: ['service.replicas'], check: replicasInOrder },
  { reads: ['service.workloadProfile'], check: machinesInOrder },
  { reads: ['service.zoneRedundant', 'service.replicas', 'network'], check: zonesNeedNetworkAndReplicas },
  { reads: ['service.logLevel', 'monitoring.alerts', 'monitoring.workbook'], check: alertsNeedRequestLog },
  { reads: ['network', 'service'], check: gatewayIsNamed },
  { reads: ['service.customDomain'], check: domainLiesInZone },
  { reads: ['service.customDomain'], check: aliasIsBeneathDomain },
  { reads: ['service.customDomain'], check: certificateFits },
  { reads: ['location', 'cloud'], check: regionIsInCloud },
  { reads: ['network'], check: addressSpaceIsFree },
  { reads: ['network'], check: subnetsDiffer },
  { reads: ['name', 'naming', 'network', 'cloud', 'database.restores'], check: zonesResolve },
  { reads: ['vault.allowedAddresses'], check: vaultRangesArePublic },
  { reads: ['network', 'cloud', 'vault.privateEndpoint'], check: endpointHasPlace },
  { reads: ['vault'], check: closedVaultIsReached },
  { reads: ['service.allowedAddresses', 'service.customDomain'], check: issuerReachesService },
  { reads: ['database'], check: standbyNeedsSize },
  { reads: ['database.restores'], check: restoresFollow },
  { reads: ['database'], check: usesWhatIsThere },
  { reads: ['database.elasticCluster', 'network'], check: clusterNeedsEndpoint },
  { reads: ['image', 'registry'], check: registryHoldsImage },
  { reads: ['readers'], check: (file, { readers }) => readerComplaints(file, readers) },
  { reads: ['streams', 'readers'], check: (file, { streams, readers }) => streamComplaints(file, streams, readers) },
  { reads: ['signing'], check: signingComplaints },
  { reads: ['service.admin'], check: consoleComplaints },
  { reads: ['service.admin'], check: consoleTakeoverComplaints },
  { reads: ['service.admin', 'cloud'], check: authorityIsKnown },
];

/**
 * Complaints about values that are valid individually but not in combination.
 *
 * @param sound paths of the values that are valid on their own. A rule is skipped if it reads any other value.
 */
export function platformComplaints(file: YamlFile, platform: PlatformFile, sound: Sound): Complaint[] {
  return RULES.filter(({ reads }) => reads.every((key) => sound.has(key))).flatMap(({ check }) =>
    check(file, platform),
  );
}

/** Complaints about entries of `vault.tenantReaders` for tenants that have no token in the vault. */
export function unknownTenants(file: YamlFile, { staying, leaving, elsewhere }: TokenOwners): Complaint[] {
  const { vault } = (file.data ?? {}) as { vault?: { tenantReaders?: unknown } | null };
  const readers = vault?.tenantReaders;
  return Object.keys(typeof readers === 'object' && readers ? readers : {})
    .filter((slug) => !staying.includes(slug))
    .map((slug) => {
      const path = ['vault', 'tenantReaders', slug];
      if (leaving.includes(slug)) {
        return file.complainAboutKey(
          path,
          "is a tenant whose file says 'state: absent', so its token will be deleted; remove the entry",
        );
      }
      if (elsewhere.includes(slug)) {
        return file.complainAboutKey(
          path,
          'is a tenant of an external endpoint or of the portal, with no token in the vault; remove the entry',
        );
      }
      const near = nearest(slug, staying);
      const remedy = near ? `did you mean '${near}'?` : 'remove it, or add a file for the tenant';
      return file.complainAboutKey(path, `is not a tenant with a token; ${remedy}`);
    });
}
