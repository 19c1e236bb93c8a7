import { loadConfig } from '../../../fleet/load-config';
import { configFolder, PLATFORM } from '../../support/config-folder';
import { platformComplaints } from '../../support/platform-complaints';

const HUB = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4/resourceGroups/hub/providers/Microsoft.Network';
const SUBNETS = `${HUB}/virtualNetworks/hub/subnets`;
const ZONES = `${HUB}/privateDnsZones`;
const ZONE = `${ZONES}/privatelink.vaultcore.azure.net`;
const THERE = `network: { appsSubnetId: ${SUBNETS}/apps, databaseSubnetId: ${SUBNETS}/db, databaseZoneId: ${ZONES}/scim.private.postgres.database.azure.com }\n`;

const noticesOf = (lines: string) => {
  using folder = configFolder({ 'platform.yaml': `${PLATFORM}${lines}\n` });
  return loadConfig(folder.path).notices.filter((notice) => notice.includes('vault'));
};

describe('the lists of identities of the vault', () => {
  const [id, other] = ['0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10', '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d11'];

  test.each(['writers', 'readers', 'tenantReaders.contoso'])(
    'fail when %s contains an identity twice, even in different case',
    (path) => {
      const list = `[${id}, ${other}, ${id.toUpperCase()}]`;
      const [key, slug] = path.split('.');

      const complaints = platformComplaints(`vault: { ${key}: ${slug === undefined ? list : `{ ${slug}: ${list} }`} }`);

      expect(complaints).toEqual([
        expect.stringContaining(`vault.${path}[2]: is already entry 1 of this list; remove one`),
      ]);
    },
  );
});

describe('the endpoint of the vault', () => {
  test.each([
    'vault: { privateEndpoint: {} }',
    `vault: { privateEndpoint: { zoneId: ${ZONE} }, allowedAddresses: [203.0.113.0/24] }`,
    `${THERE}vault: { privateEndpoint: { subnetId: ${SUBNETS}/endpoints, zoneId: ${ZONE} }, publicAccess: false }`,
  ])('may be %s', (lines) => {
    expect(platformComplaints(lines)).toEqual([]);
  });

  test.each([
    ['network: none\nvault: { privateEndpoint: {} }', "vault.privateEndpoint: needs a network; remove 'network: none'"],
    [
      `vault: { privateEndpoint: { subnetId: ${SUBNETS}/endpoints } }`,
      'vault.privateEndpoint.subnetId: has no effect in a network that the platform creates',
    ],
    [
      `${THERE}vault: { privateEndpoint: {} }`,
      'vault.privateEndpoint: needs a place in the existing network: give its subnetId and zoneId',
    ],
    [
      `${THERE}vault: { privateEndpoint: { subnetId: ${SUBNETS}/Apps, zoneId: ${ZONE} } }`,
      'vault.privateEndpoint.subnetId: must not be the same subnet as appsSubnetId, which is delegated to a service',
    ],
    [
      `vault: { privateEndpoint: { zoneId: ${ZONES}/vault.azure.net } }`,
      "zoneId: must be the zone 'privatelink.vaultcore.azure.net', which Azure searches; got 'vault.azure.net'",
    ],
    [
      'vault: { publicAccess: false }',
      'vault.publicAccess: needs vault.privateEndpoint; otherwise nobody can reach the vault',
    ],
    [
      'vault: { publicAccess: false, privateEndpoint: {}, allowedAddresses: [203.0.113.0/24] }',
      "vault.allowedAddresses: has no effect beside 'publicAccess: false'",
    ],
  ])('fails for %s', (lines, complaint) => {
    expect(platformComplaints(lines)).toEqual([expect.stringContaining(complaint)]);
  });

  test('warns that it is the only way in for deployments', () => {
    expect(noticesOf('vault: { publicAccess: false, privateEndpoint: {} }')).toEqual([
      expect.stringContaining('only a machine inside the network'),
    ]);
    expect(noticesOf('vault: { privateEndpoint: {} }')).toEqual([]);
  });

  test('warns that a closed firewall keeps the secrets of streams from the service', () => {
    const streams = 'streams: [{ name: product, delivery: webhook, url: "https://app.example.com" }]';
    const closed = 'vault: { allowedAddresses: [203.0.113.0/24] }';

    expect(noticesOf(`${streams}\n${closed}`)).toEqual([
      expect.stringContaining('add the outbound addresses of the Container Apps environment'),
    ]);
    expect(noticesOf(closed)).toEqual([]);
    expect(noticesOf(streams)).toEqual([]);
  });
});
