import { platformComplaints } from '../../support/platform-complaints';

const OWN = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4/resourceGroups';
const FOREIGN = '/subscriptions/9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d/resourceGroups';
const IDENTITY = `${OWN}/people/providers/Microsoft.ManagedIdentity/userAssignedIdentities/scim`;
const WORKSPACE = `${OWN}/logs/providers/Microsoft.OperationalInsights/workspaces/all`;
const ZONE = `${FOREIGN}/dns/providers/Microsoft.Network/dnsZones`;

describe('an existing resource given by id', () => {
  test('may be spelled in any way that Azure uses', () => {
    const lines = [
      `resourceGroupId: ${OWN.replace('resourceGroups', 'resourcegroups')}/shared`,
      `identities: { runtimeId: ${IDENTITY}, migratorId: ${IDENTITY.replace('Microsoft.M', 'microsoft.m')}-migrator }`,
      `monitoring: { workspaceId: ${WORKSPACE} }`,
      `service: { customDomain: { host: scim.acme.example, dnsZone: { id: ${ZONE}/acme.example } } }`,
    ];

    expect(platformComplaints(lines.join('\n'))).toEqual([]);
  });

  test.each([
    [
      `resourceGroupId: ${IDENTITY}`,
      'resourceGroupId: must be the id of a resource group: /subscriptions/…/resourceGroups/…',
    ],
    [
      `resourceGroupId: ${FOREIGN}/shared`,
      'must be in the subscription 5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4, in which all resources are created; got one in ' +
        "'9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d'",
    ],
    [`identities: { runtimeId: ${WORKSPACE} }`, 'identities.runtimeId: must be a resource id such as /subscriptions'],
    [
      `identities: { runtimeId: ${IDENTITY}, migratorId: ${IDENTITY.replace('/people/', '/People/')} }`,
      'identities.migratorId: must not be the same identity as runtimeId',
    ],
    [
      `monitoring: { workspaceId: ${WORKSPACE}, retentionDays: 30 }`,
      'monitoring.retentionDays: has no effect beside workspaceId: set it on that workspace, and remove it here',
    ],
    [`monitoring: { workspaceId: ${WORKSPACE}, dailyQuotaGb: 1 }`, 'monitoring.dailyQuotaGb: has no effect'],
    [
      `service: { customDomain: { host: scim.acme.example, dnsZone: { id: ${ZONE}/other.example } } }`,
      "service.customDomain.host: must end in '.other.example', the zone",
    ],
    [
      'service: { customDomain: { host: scim.acme.example, dnsZone: { id: acme.example } } }',
      'service.customDomain.dnsZone.id: must be a resource id such as',
    ],
  ])('fails for %s', (lines, complaint) => {
    expect(platformComplaints(lines)).toEqual([expect.stringContaining(complaint)]);
  });
});
