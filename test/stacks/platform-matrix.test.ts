import { parse } from 'yaml';

import { platformSchema } from '../../fleet/model/platform';
import { optionsIn, optionsOf } from '../support/option-paths';
import { synthPlatform } from '../support/platform';
import { schemaComplaints } from '../support/provider-schemas';

const SUBSCRIPTION = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4';
const SUBNETS = `${SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets`;
const ZONE = `${SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones/scim.private.postgres.database.azure.com`;
const CLUSTER_ZONE = ZONE.replace('scim.private', 'privatelink');
const REGISTRY = `${SUBSCRIPTION}/resourceGroups/shared/providers/Microsoft.ContainerRegistry/registries/ghcr`;
const VAULT_ZONE = ZONE.replace('scim.private.postgres.database.azure.com', 'privatelink.vaultcore.azure.net');
const FOREIGN = '/subscriptions/9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d';
const CERTIFICATES = `${FOREIGN}/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/acme`;
const IDENTITIES = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const SOMEBODY = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';
const ANOTHER = '1d8a4a7f-1d20-4a1b-8b66-3e9a3a6cae21';
const HOOK = 'delivery: webhook, url: "https://app.example.com/hooks"';
const PUSH = 'delivery: push, url: "https://siem.example.com/events", audience: siem';

/** Named resources that every platform has. */
const NAMED = [
  'resourceGroup',
  'logs',
  'environment',
  'environmentResourceGroup',
  'app',
  'migrationJob',
  'vault',
  'database',
  'runtimeIdentity',
  'migratorIdentity',
  'actionGroup',
  'network',
];

/** The non-default values of each option, each written as the lines that go under its section's key. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  service: {
    replicas: ['{ min: 2, max: 9, concurrentRequests: 10 }', '{ min: 0, max: 1 }'],
    cpu: ['0.25', '2'],
    workloadProfile: ['{ type: D4 }', '{ type: E8, min: 2, max: 5 }'],
    rollout: ['gated'],
    discovery: ['token'],
    publicUrl: ['https://scim.acme.example'],
    ingress: [
      'internal, publicUrl: "https://scim.acme.example"',
      `internal, customDomain: { host: scim.acme.example, record: none, certificate: { vaultId: ${CERTIFICATES}, name: scim } }`,
    ],
    rate: ['{ perSecond: 50, burst: 100 }'],
    admin: [`{ clientId: ${SOMEBODY} }`, `{ clientId: ${SOMEBODY}, directoryId: ${SOMEBODY} }`, '{ application: {} }'],
    logLevel: ['debug'],
    metrics: ['false'],
    provisioningLogDays: ['30'],
    refusalLogDays: ['7'],
    allowedAddresses: ['[20.190.128.0/18, 40.126.0.0/18]'],
    customDomain: [
      '{ host: scim.acme.example }',
      '{ host: scim.acme.example, dnsZone: { name: acme.example, resourceGroup: dns } }',
      `{ host: scim.acme.example, dnsZone: { id: ${FOREIGN}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/acme.example } }`,
      '{ host: scim.acme.example, issuerAddresses: [198.51.100.7/32] }',
      '{ host: acme.example, record: a, dnsZone: { name: acme.example, resourceGroup: dns } }',
      `{ host: scim.acme.example, certificate: { vaultId: ${CERTIFICATES}, name: scim } }`,
      `{ host: scim.acme.example, record: none, certificate: { vaultId: ${CERTIFICATES}, name: scim } }`,
    ],
  },
  database: {
    size: ['GP_Standard_D4ds_v5'],
    version: ['16'],
    maintenanceWindow: ['{ day: saturday, hour: 2, minute: 30 }'],
    storageGb: ['128'],
    backupRetentionDays: ['35'],
    geoRedundantBackup: ['true'],
    deletionLock: ['false'],
    restores: [
      '[{ at: "2026-11-02T10:30:00Z" }]',
      '[{ at: "2026-11-02T10:30:00Z", version: 16 }]',
      '[{ at: "2026-11-02T10:30:00Z" }, { at: "2026-11-03T09:00:00Z", from: server }]',
    ],
  },
  vault: {
    writers: [`[${SOMEBODY}]`],
    readers: [`[${SOMEBODY}]`],
    tenantReaders: [`{ contoso: [${SOMEBODY}] }`],
    softDeleteRetentionDays: ['90'],
    privateEndpoint: ['{}', `{ zoneId: ${VAULT_ZONE} }`],
    allowedAddresses: ['[203.0.113.0/24]'],
  },
  identities: {
    runtimeId: [`${SUBSCRIPTION}/resourceGroups/people/providers/${IDENTITIES}/runtime`],
    migratorId: [`${FOREIGN}/resourceGroups/people/providers/${IDENTITIES}/migrator`],
  },
  naming: {
    pattern: ['"{type}-{name}-{location}"'],
    names: NAMED.map((key) => `{ ${key}: "x{name}" }`),
  },
  monitoring: {
    workspaceId: [`${FOREIGN}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/all`],
    retentionDays: ['90'],
    dailyQuotaGb: ['0.5'],
    notify: ['{ emails: [ops@acme.example], webhooks: ["https://hooks.acme.example/scim"] }'],
    alerts: [
      'off',
      '{ silentHours: 24 }',
      '{ unauthorized: 7 }',
      '{ refusedPercent: 3 }',
      '{ serverErrorPercent: 3 }',
      '{ p95Milliseconds: 700 }',
      '{ limitedMinutes: 7 }',
      '{ storagePercent: 60 }',
      '{ restarts: 10 }',
    ],
    workbook: ['false'],
    auditLogs: ['false'],
  },
  cloud: {
    environment: ['usgovernment', 'china'],
    metadataHost: ['localhost:8443'],
    registerProviders: ['false'],
  },
};

/** Whole sections, and options that need each other. */
/** An application of the admin API that exists already. */
const CONSOLE =
  `{ application: ${SOMEBODY}, servicePrincipal: ${SOMEBODY}, roles: { operator: ${SOMEBODY}, auditor: ${ANOTHER} }, ` +
  `identifierUri: "api://${SOMEBODY}", redirectUris: true, credential: ${SOMEBODY}, ` +
  'assignments: [{ group: Platform Team, id: b1UWZpQ5 }, { user: ann@acme.example, id: c2VXaqR6 }] }';

const SECTIONS: readonly string[] = [
  'name: other-scim',
  `subscriptionId: ${SOMEBODY}`,
  `hostTenantId: ${SOMEBODY}`,
  'location: northeurope',
  `image: ghcr.io/acme/entra-scim@sha256:${'1'.repeat(64)}`,
  'vault: { privateEndpoint: {} }\nnaming: { names: { vaultEndpoint: "x{name}" } }',
  ...['cluster', 'clusterEndpoint'].map(
    (key) => `database: { elasticCluster: {}, use: cluster }\nnaming: { names: { ${key}: "x{name}" } }`,
  ),
  'vault: { privateEndpoint: {}, publicAccess: false }',
  `readers: [{ name: product, token: { generation: 3, retired: 1 }, identities: [${SOMEBODY}] }]`,
  `streams: [{ name: product, ${HOOK}, privateAddresses: true, types: [user.deactivated], secret: { generation: 3, retired: 1 }, identities: [${SOMEBODY}] }]`,
  `streams: [{ name: siem, ${PUSH}, content: full, authorization: { generation: 2 } }]`,
  'readers: [{ name: idp }]\nstreams: [{ name: idp, delivery: poll, audience: idp, reader: idp }]',
  `signing: { generation: 3, retired: 1, signs: 3 }\nstreams: [{ name: siem, ${PUSH} }]`,
  `network: { appsSubnetId: ${SUBNETS}/apps, databaseSubnetId: ${SUBNETS}/database, databaseZoneId: ${ZONE} }\nvault: { publicAccess: false, privateEndpoint: { subnetId: ${SUBNETS}/endpoints, zoneId: ${VAULT_ZONE} } }`,
  'naming: { pattern: "{type}-{product}", values: { product: scim } }',
  `resourceGroupId: ${SUBSCRIPTION}/resourceGroups/shared`,
  'tags: { CostCenter: "4711", env: prod }',
  'network: none',
  'network: { addressSpace: 10.9.0.0/20 }',
  `network: { appsSubnetId: ${SUBNETS}/apps, databaseSubnetId: ${SUBNETS}/database, databaseZoneId: ${ZONE} }`,
  `registry: { azureRegistryId: ${REGISTRY} }`,
  'registry: { username: puller, passwordGeneration: 2 }',
  'state: local',
  'state: { resourceGroup: state, storageAccount: acmestate }',
  'state: { resourceGroup: state, storageAccount: acmestate, containerPerStack: true }',
  `state: { resourceGroup: state, storageAccount: acmestate, container: states, subscriptionId: ${SOMEBODY} }`,
  'service: { zoneRedundant: true, replicas: { min: 2 } }',
  'service: { admin: { application: { operators: [{ group: Platform Team }, { user: bob@acme.example }], auditors: [{ user: ann@acme.example }, { group: Audit }] } } }',
  `service: { admin: { application: { operators: [{ group: Platform Team }], auditors: [{ user: ann@acme.example }], import: ${CONSOLE} } } }`,
  'database: { size: GP_Standard_D2ds_v5, highAvailability: same-zone }',
  ...['server', 'cluster'].flatMap((use) => [
    `database: { elasticCluster: {}, use: ${use} }`,
    `network: none\ndatabase: { elasticCluster: { nodes: 4, storageGb: 128 }, use: ${use} }`,
  ]),
  'database: { elasticCluster: {}, use: cluster, server: false }',
  'database: { elasticCluster: { connectThrough: any-node }, use: cluster }',
  'database: { elasticCluster: {}, use: cluster, maintenanceWindow: {} }',
  'database: { elasticCluster: { size: MO_Standard_E4ds_v5, highAvailability: same-zone }, use: cluster }',
  'database: { restores: [{ at: "2026-11-02T10:30:00Z" }], use: server }',
  'database: { restores: [{ at: "2026-11-02T10:30:00Z" }], server: false }',
  `network: { appsSubnetId: ${SUBNETS}/apps, databaseSubnetId: ${SUBNETS}/database, databaseZoneId: ${ZONE}, clusterSubnetId: ${SUBNETS}/cluster, clusterZoneId: ${CLUSTER_ZONE} }\ndatabase: { elasticCluster: {}, use: server }`,
  'database: { size: MO_Standard_E4ds_v5, highAvailability: zone-redundant }',
];

const EVERYTHING = `
tags: { CostCenter: "4711" }
registry: { username: puller, passwordGeneration: 2 }
readers: [{ name: idp }]
streams:
  - { name: product, ${HOOK} }
  - { name: siem, ${PUSH}, authorization: {} }
  - { name: idp, delivery: poll, audience: idp, reader: idp }
state: { resourceGroup: state, storageAccount: acmestate }
cloud: { environment: usgovernment }
network: { addressSpace: 10.9.0.0/20 }
service:
  replicas: { min: 3, max: 9, concurrentRequests: 10 }
  cpu: 1
  workloadProfile: { type: D8, min: 1, max: 2 }
  zoneRedundant: true
  rollout: gated
  admin: { clientId: ${SOMEBODY}, directoryId: ${SOMEBODY} }
  discovery: token
  logLevel: debug
  metrics: true
  provisioningLogDays: 800
  refusalLogDays: 90
  allowedAddresses: [20.190.128.0/18]
  customDomain:
    host: scim.acme.example
    dnsZone: { name: acme.example, resourceGroup: dns }
    issuerAddresses: [198.51.100.7/32]
database:
  size: GP_Standard_D4ds_v5
  storageGb: 128
  backupRetentionDays: 35
  geoRedundantBackup: true
  highAvailability: zone-redundant
  deletionLock: true
  restores: [{ at: "2026-11-02T10:30:00Z" }]
  elasticCluster: { nodes: 3, highAvailability: zone-redundant }
  use: cluster
vault:
  writers: [${SOMEBODY}]
  readers: [${SOMEBODY}]
  tenantReaders: { contoso: [${SOMEBODY}] }
  softDeleteRetentionDays: 90
  allowedAddresses: [203.0.113.0/24]
monitoring:
  retentionDays: 90
  dailyQuotaGb: 1
  notify: { emails: [ops@acme.example], webhooks: ["https://hooks.acme.example/scim"] }
  alerts: { silentHours: 24 }
`;

const NOTHING = `
cloud: { registerProviders: false }
network: none
service: { metrics: false }
database: { deletionLock: false }
monitoring: { alerts: off, workbook: false, auditLogs: false }
`;

const alone = Object.entries(OPTIONS).flatMap(([section, options]) =>
  Object.entries(options).flatMap(([key, values]) => values.map((value) => `${section}: { ${key}: ${value} }`)),
);

/** Caches synthesized configurations, since two tests use all of them. */
const made = new Map<string, ReturnType<typeof synthPlatform>>();
function synthOnce(lines: string) {
  const found = made.get(lines) ?? synthPlatform(lines);
  made.set(lines, found);
  return found;
}

describe('every configuration writes only what the providers know', () => {
  test.each(['', ...alone, ...SECTIONS, EVERYTHING, NOTHING])('%s', (lines) => {
    const { platform, tenant } = synthOnce(lines);

    expect([...schemaComplaints(platform.json), ...schemaComplaints(tenant.json)]).toEqual([]);
  });
});

describe('every option of the platform file', () => {
  test('is in the matrix above', () => {
    const covered = new Set([...alone, ...SECTIONS].flatMap((lines) => optionsIn(parse(lines))));
    const options = optionsOf(platformSchema);

    expect(options).toEqual(expect.arrayContaining(['database.restores.at', 'state.storageAccount', 'readers.token']));
    expect(options.filter((path) => !covered.has(path))).toEqual(['include']); // it only names other files
  });

  test('changes what is synthesized', () => {
    const plain = synthOnce('');
    const same = [...alone, ...SECTIONS].filter((lines) => {
      const { platform, tenant } = synthOnce(lines);
      return platform.text === plain.platform.text && tenant.text === plain.tenant.text;
    });

    expect(same).toEqual(['state: local']);
  });
});
