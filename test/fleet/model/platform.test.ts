import { loadConfig } from '../../../fleet/load-config';
import { configFolder, PLATFORM } from '../../support/config-folder';
import { platformComplaints as complaints } from '../../support/platform-complaints';

const REGISTRIES = '/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries';

const HUB = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4/resourceGroups/hub/providers/Microsoft.Network';
const SUBNETS = `${HUB}/virtualNetworks/hub/subnets`;
const ZONE = `${HUB}/privateDnsZones/scim.private.postgres.database.azure.com`;

/** Lines for an existing network, with some values replaced. */
function existing(differing: Readonly<Record<string, string>>): string {
  const sound = { appsSubnetId: `${SUBNETS}/apps`, databaseSubnetId: `${SUBNETS}/db`, databaseZoneId: ZONE };
  return `network: ${JSON.stringify({ ...sound, ...differing })}`;
}

describe('the platform file', () => {
  test('needs only the subscription, the place and the image', () => {
    using folder = configFolder({});

    const { platform } = loadConfig(folder.path);

    expect(platform).toMatchObject({
      state: 'local',
      cloud: { environment: 'public', registerProviders: true },
      network: { addressSpace: '10.40.0.0/16' },
      service: {
        replicas: { min: 1, max: 4, concurrentRequests: 40 },
        cpu: 0.5,
        workloadProfile: 'Consumption',
        zoneRedundant: false,
        rollout: 'automatic',
        allowedAddresses: [],
        rate: { perSecond: 500, burst: 2_000 },
      },
      database: { size: 'B_Standard_B2s', backupRetentionDays: 14, highAvailability: 'none', deletionLock: true },
      vault: { writers: [], readers: [], tenantReaders: {} },
      monitoring: { retentionDays: 30, alerts: { silentHours: 2, restarts: 3 }, workbook: true },
    });
  });

  test('spells object ids as Azure does, so that Terraform sees no change', () => {
    using folder = configFolder({
      'platform.yaml': `${PLATFORM}vault: { writers: [0C7F3F6E-0C1F-4F0A-9A55-2D8F2F5B9D10] }\n`,
    });

    expect(loadConfig(folder.path).platform.vault.writers).toEqual(['0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10']);
  });

  test.each([
    [
      'a name that gets longer than Azure allows with what follows it',
      PLATFORM.replace('acme-scim\n', 'acme-scim-in-western-eu\n'),
      '',
      "1 name: makes 'acme-scim-in-western-eu-kv', which has 26 characters where Azure allows a key vault 24; shorten it to 21 or fewer",
    ],
    [
      'an option that is misspelled',
      PLATFORM,
      'service: { replica: { min: 2 } }',
      "6 service.replica: is not a known key; did you mean 'replicas'?",
    ],
    [
      'a version that the service does not run on',
      PLATFORM,
      'database: { version: 14 }',
      '6 database.version: must be one of 15, 16, 17; got 14',
    ],
    [
      'a day of the week that does not exist',
      PLATFORM,
      'database: { maintenanceWindow: { day: sundae } }',
      "6 database.maintenanceWindow.day: must be one of sunday, monday, tuesday, wednesday, thursday, friday, saturday; got 'sundae'; did you mean 'sunday'?",
    ],
    [
      'fewer replicas at most than at least',
      PLATFORM,
      'service: { replicas: { min: 5 } }',
      '6 service.replicas.max: must be at least min, 5; got 4',
    ],
    [
      'fewer machines at most than at least',
      PLATFORM,
      'service: { workloadProfile: { type: D4, min: 9 } }',
      '6 service.workloadProfile.max: must be at least min, 9; got 3',
    ],
    [
      'a machine that Azure does not have',
      PLATFORM,
      'service: { workloadProfile: { type: D5 } }',
      "6 service.workloadProfile.type: must be one of D4, D8, D16, D32, E4, E8, E16, E32; got 'D5'",
    ],
    [
      'an odd part of a core',
      PLATFORM,
      'service: { cpu: 0.3 }',
      '6 service.cpu: must be a number of cores from 0.25 to 4 in steps of 0.25; got 0.3',
    ],
    [
      'zones without a second replica',
      PLATFORM,
      'service: { zoneRedundant: true }',
      '6 service.zoneRedundant: needs two replicas to spread; set service.replicas.min to 2 or more, not 1',
    ],
    [
      'zones without a network',
      PLATFORM,
      'network: none\nservice: { zoneRedundant: true, replicas: { min: 2 } }',
      "7 service.zoneRedundant: needs a network; remove 'network: none'",
    ],
    [
      'a network that is too small for the apps',
      PLATFORM,
      'network: { addressSpace: 10.0.0.0/24 }',
      "6 network.addressSpace: must contain at least 4096 addresses (/20), because the apps need 2048 of them; got '10.0.0.0/24'",
    ],
    [
      'an address of the next generation, which the ingress cannot filter',
      PLATFORM,
      'service: { allowedAddresses: ["2603:1006:2000::/48"] }',
      "6 service.allowedAddresses[0]: must be a range of IPv4 addresses: Azure supports only IPv4 here; got '2603:1006:2000::/48'",
    ],
    [
      'an address without a range',
      PLATFORM,
      'service: { allowedAddresses: [20.190.128.0] }',
      "6 service.allowedAddresses[0]: must be a range of IPv4 addresses, such as 20.190.128.0/18 or 203.0.113.7/32; got '20.190.128.0'",
    ],
    [
      'a list of who may call that keeps out who issues the certificate, so that it would run out',
      PLATFORM,
      'service: { allowedAddresses: [20.190.128.0/18], customDomain: { host: scim.acme.example } }',
      '6 service.customDomain: needs issuerAddresses beside service.allowedAddresses: Azure has DigiCert issue the certificate and renew it every few months, and both fail when DigiCert cannot reach the service; list the addresses from which it validates domains, as DigiCert publishes them, give your own certificate, or remove service.allowedAddresses',
    ],
    [
      'a network that begins within itself',
      PLATFORM,
      'network: { addressSpace: 10.0.1.5/16 }',
      "6 network.addressSpace: must begin with the first address of the range, as Azure requires: '10.0.0.0/16'; got '10.0.1.5/16'",
    ],
    [
      'a range of two addresses that begins with the second',
      PLATFORM,
      'vault: { allowedAddresses: [203.0.113.7/31] }',
      "6 vault.allowedAddresses[0]: must begin with the first address of the range, as Azure requires: '203.0.113.6/31'; got '203.0.113.7/31'",
    ],
    [
      'a URL where a host is meant',
      PLATFORM,
      'service: { customDomain: { host: "https://scim.acme.example" } }',
      "6 service.customDomain.host: must be a host name in lower case without scheme and path, such as scim.example.com; got 'https://scim.acme.example'",
    ],
    [
      'a host outside of the zone of its records',
      PLATFORM,
      'service: { customDomain: { host: scim.acme.example, dnsZone: { name: other.example, resourceGroup: dns } } }',
      "6 service.customDomain.host: must end in '.other.example', the zone in which its records are created; got 'scim.acme.example'",
    ],
    [
      'a log without the lines that alerts read',
      PLATFORM,
      'service: { logLevel: warn }',
      "6 service.logLevel: must be info or debug, because alerts and the workbook need the log lines about requests; got 'warn'",
    ],
    [
      'a standby for a size that can have none',
      PLATFORM,
      'database: { highAvailability: zone-redundant }',
      "6 database.highAvailability: needs a general purpose or memory optimized database.size, such as GP_Standard_D2ds_v5; got 'B_Standard_B2s'",
    ],
    [
      'an instant that is none',
      PLATFORM,
      'database: { restores: [{ at: yesterday }] }',
      `6 database.restores[0].at: must be an instant in UTC in quotes, such as "2026-11-02T10:30:00Z"; got 'yesterday'`,
    ],
    [
      'two restored servers that would have one name',
      PLATFORM,
      'database: { restores: [{ at: "2026-11-02T10:30:00Z" }, { at: "2026-11-02T10:30:59Z" }] }',
      "6 database.restores[1].at: must not be in the same minute as a restore above it, since the minute is part of the name; got '2026-11-02T10:30:59Z'",
    ],
    [
      'a restore from a server that its file does not have',
      PLATFORM,
      'database: { restores: [{ at: "2026-11-02T10:30:00Z", from: "2026-11-01T10:30:00Z" }] }',
      "6 database.restores[0].from: must be server, or the instant of a restore above it; got '2026-11-01T10:30:00Z'",
    ],
    [
      'a restore to a time from which its source has no data',
      PLATFORM,
      'database: { restores: [{ at: "2026-11-02T10:30:00Z" }, { at: "2026-11-02T10:00:00Z" }] }',
      "6 database.restores[1].at: must be later than 2026-11-02T10:30:00Z, since that server has no older data; give another source under 'from'; got '2026-11-02T10:00:00Z'",
    ],
    [
      'a restored server in use that its file does not have',
      PLATFORM,
      'database: { use: "2026-11-02T10:30:00Z" }',
      "6 database.use: must be server, cluster, or the instant of one of the restores; got '2026-11-02T10:30:00Z'",
    ],
    [
      'a misspelled database in use',
      PLATFORM,
      'database: { elasticCluster: {}, use: clustr }',
      "6 database.use: must be server, cluster, or the instant of one of the restores; got 'clustr'",
    ],
    [
      'a misspelled source of a restore',
      PLATFORM,
      'database: { restores: [{ at: "2026-11-02T10:30:00Z", from: servr }] }',
      "6 database.restores[0].from: must be server, or the instant of an earlier restore; got 'servr'",
    ],
    [
      'a cluster in use that is not there',
      PLATFORM,
      'database: { use: cluster }',
      '6 database.use: needs database.elasticCluster',
    ],
    [
      'a cluster of which nobody says whether it is used',
      PLATFORM,
      'database: { elasticCluster: {} }',
      '6 database.elasticCluster: needs database.use: server creates it beside the server, so that data can be copied; cluster moves the service to it, which is empty at first',
    ],
    [
      'no server where the service uses it',
      PLATFORM,
      'database: { server: false }',
      '6 database.server: must be true while the service uses this server; set database.use to another database',
    ],
    [
      'a standby for burstable nodes',
      PLATFORM,
      'database: { elasticCluster: { size: B_Standard_B2s, highAvailability: same-zone }, use: server }',
      "6 database.elasticCluster.highAvailability: needs a general purpose or memory optimized database.elasticCluster.size, such as GP_Standard_D2ds_v5; got 'B_Standard_B2s'",
    ],
    [
      'a cluster without a place in the network that is there',
      PLATFORM,
      `network: { appsSubnetId: ${SUBNETS}/apps, databaseSubnetId: ${SUBNETS}/db, databaseZoneId: ${ZONE} }\ndatabase: { elasticCluster: {}, use: server }`,
      '7 database.elasticCluster: needs a place in the existing network: give network.clusterSubnetId and network.clusterZoneId',
    ],
    [
      'readers of a tenant that is none',
      PLATFORM,
      'vault: { tenantReaders: { contosso: [] } }',
      "6 vault.tenantReaders.contosso: is not a tenant with a token; did you mean 'contoso'?",
    ],
    [
      'readers of a tenant whose token is kept elsewhere',
      PLATFORM,
      'vault: { tenantReaders: { fabrikam: [] } }',
      '6 vault.tenantReaders.fabrikam: is a tenant of an external endpoint or of the portal, with no token in the vault; remove the entry',
    ],
    [
      'a name where an object id is meant',
      PLATFORM,
      'vault: { writers: [ann@acme.example] }',
      "6 vault.writers[0]: must be the object id (GUID) of a user, group or service principal in the host directory; got 'ann@acme.example'",
    ],
    [
      'hours that Azure cannot look back',
      PLATFORM,
      'monitoring: { alerts: { silentHours: 7 } }',
      '6 monitoring.alerts.silentHours: must be one of 1, 2, 3, 4, 5, 6, 24, 48; got 7',
    ],
    [
      'a webhook that is not safe on its way',
      PLATFORM,
      'monitoring: { notify: { webhooks: ["http://hooks.acme.example"] } }',
      '6 monitoring.notify.webhooks[0]: must be an https URL; its value is not shown, since it may be a secret',
    ],
    [
      'a registry that does not have the image',
      PLATFORM,
      `registry: { azureRegistryId: ${REGISTRIES}/acmeimages }`,
      "6 registry.azureRegistryId: names the registry 'acmeimages', but the image is from 'ghcr.io'",
    ],
    [
      'a storage account that cannot be',
      PLATFORM,
      'state: { resourceGroup: state, storageAccount: acme-state }',
      "6 state.storageAccount: must be the name of a storage account: 3 to 24 lower-case letters and digits; got 'acme-state'",
    ],
    [
      'a zone that is named as the server is',
      PLATFORM,
      existing({ databaseZoneId: ZONE.replace('scim.private', 'acme-scim-db') }),
      "6 network.databaseZoneId: must not be a zone with the name of the server, 'acme-scim-db.postgres.database.azure.com'; use a name such as acme-scim.private.postgres.database.azure.com",
    ],
    [
      'a zone that is named as a restored server is',
      PLATFORM,
      `${existing({ databaseZoneId: ZONE.replace('scim.private', 'acme-scim-db-202611021030') })}\ndatabase: { restores: [{ at: "2026-11-02T10:30:00Z" }] }`,
      "6 network.databaseZoneId: must not be a zone with the name of the server, 'acme-scim-db-202611021030.postgres.database.azure.com'; use a name such as acme-scim.private.postgres.database.azure.com",
    ],
    [
      'a zone in which no server of the cloud is found',
      PLATFORM,
      existing({ databaseZoneId: ZONE.replace('postgres', 'mysql') }),
      "6 network.databaseZoneId: must be a zone whose name ends in .postgres.database.azure.com, such as acme-scim.private.postgres.database.azure.com; got 'scim.private.mysql.database.azure.com'",
    ],
    [
      'a zone in which no cluster is found',
      PLATFORM,
      existing({ clusterZoneId: ZONE }),
      "6 network.clusterZoneId: must be the zone 'privatelink.postgres.database.azure.com', which Azure searches; got 'scim.private.postgres.database.azure.com'",
    ],
    [
      'one subnet for apps and database, in whatever case',
      PLATFORM,
      existing({ databaseSubnetId: `${SUBNETS}/APPS` }),
      '6 network.databaseSubnetId: must not be the same subnet as appsSubnetId: each subnet is delegated to only one service',
    ],
    [
      'one subnet for database and cluster',
      PLATFORM,
      existing({ clusterSubnetId: `${SUBNETS}/db` }),
      '6 network.clusterSubnetId: must not be the same subnet as databaseSubnetId: each subnet is delegated to only one service',
    ],
    [
      'a region of the US government in the public cloud',
      PLATFORM.replace('westeurope', 'usgovvirginia'),
      '',
      "4 location: is a region of the cloud 'usgovernment', but cloud.environment is 'public'; set 'cloud: { environment: usgovernment }', or use another region; got 'usgovvirginia'",
    ],
    [
      'a region of China in the public cloud',
      PLATFORM.replace('westeurope', 'chinanorth3'),
      '',
      "4 location: is a region of the cloud 'china', but cloud.environment is 'public'; set 'cloud: { environment: china }', or use another region; got 'chinanorth3'",
    ],
    [
      'a region of the public cloud in that of China',
      PLATFORM,
      'cloud: { environment: china }',
      "4 location: is a region of the cloud 'public', but cloud.environment is 'china'; set 'cloud: { environment: public }', or use another region; got 'westeurope'",
    ],
    [
      'an apex domain as the name of the service',
      PLATFORM,
      'service: { customDomain: { host: acme.example } }',
      "6 service.customDomain.host: must be a name beneath a domain, such as scim.acme.example: the service's name is a CNAME, which DNS does not allow for an apex domain; set 'record: a' for an A record; got 'acme.example'",
    ],
    [
      'a cloud that the providers do not know',
      PLATFORM,
      'cloud: { environment: german }',
      "6 cloud.environment: must be public, usgovernment or china; got 'german'",
    ],
  ])('fails on %s', (_title, platform, lines, complaint) => {
    expect(complaints(lines, platform)).toEqual([complaint]);
  });

  test.each([
    ['127.0.0.0/8', '127.0.0.0/8', "a machine's own addresses"],
    ['0.0.0.0/0', '127.0.0.0/8', "a machine's own addresses"],
    ['169.254.0.0/16', '169.254.0.0/16', 'link-local addresses'],
    ['172.16.0.0/12', '172.30.0.0/16', 'addresses of Container Apps itself'],
    ['172.31.128.0/20', '172.31.0.0/16', 'addresses of Container Apps itself'],
    ['100.100.0.0/17', '100.100.0.0/17', 'addresses of Container Apps itself'],
    ['224.0.0.0/8', '224.0.0.0/4', 'multicast'],
  ])('fails on a network of %s, which Azure refuses', (range, taken, what) => {
    expect(complaints(`network: { addressSpace: ${range} }`)).toEqual([
      `6 network.addressSpace: must not overlap ${taken}, ${what}, which Azure refuses; ` +
        `use a range within 10.0.0.0/8 or 192.168.0.0/16; got '${range}'`,
    ]);
  });

  test.each(['10.0.0.0/8', '172.16.0.0/20', '172.29.0.0/16', '192.168.0.0/16', '100.64.0.0/16'])(
    'accepts a network of %s',
    (range) => {
      expect(complaints(`network: { addressSpace: ${range} }`)).toEqual([]);
    },
  );

  test.each([
    ['10.0.0.0/24', '10.0.0.0/8'],
    ['172.16.5.0/24', '172.16.0.0/12'],
    ['192.168.0.0/16', '192.168.0.0/16'],
  ])('fails on private addresses %s for the vault, which never sees any', (range, within) => {
    expect(complaints(`vault: { allowedAddresses: [203.0.113.0/24, ${range}] }`)).toEqual([
      `6 vault.allowedAddresses[1]: must be public addresses, because the vault sees only those; ${range} overlaps ` +
        `${within}, private addresses (RFC 1918). List the addresses that your network has on the internet`,
    ]);
  });

  test('accepts any region in a custom cloud', () => {
    expect(complaints('cloud: { environment: china, metadataHost: "localhost:8443" }')).toEqual([]);
  });
});
