import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';

import { ScimNetwork, type ScimNetworkProps } from '../../../constructs/azure/scim-network';
import { PLACE } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const network = (overrides: Partial<ScimNetworkProps> = {}) =>
  synth((scope) => {
    new ScimNetwork(scope, 'Network', { name: 'acme-scim-network', zonePrefix: 'acme-scim', ...PLACE, ...overrides });
  });

const subnets = (overrides: Partial<ScimNetworkProps> = {}) =>
  Object.values(network(overrides).all(Subnet)).map(({ name, address_prefixes: prefixes, delegation }) => ({
    name,
    prefixes,
    delegated: (delegation as any[]).map((entry) => entry.service_delegation.name as string),
  }));

describe('ScimNetwork', () => {
  test('cuts a subnet for the apps and one for the database out of its addresses', () => {
    expect(subnets({ addressSpace: '10.9.0.0/20' })).toEqual([
      { name: 'apps', prefixes: ['10.9.0.0/21'], delegated: ['Microsoft.App/environments'] },
      { name: 'database', prefixes: ['10.9.8.0/28'], delegated: ['Microsoft.DBforPostgreSQL/flexibleServers'] },
    ]);
  });

  test('adds subnets for a cluster without moving that of the server', () => {
    const alone = network().all(Subnet);
    const withCluster = network({ withCluster: true }).all(Subnet);

    expect(withCluster).toMatchObject(alone);
    expect(subnets({ withCluster: true, addressSpace: '10.9.0.0/20' })).toContainEqual({
      name: 'cluster',
      prefixes: ['10.9.8.16/28'],
      delegated: [],
    });
  });

  test('names the zones as Azure looks for them', () => {
    const zones = (overrides: Partial<ScimNetworkProps>) =>
      Object.values(network(overrides).all(PrivateDnsZone))
        .map(({ name }) => name)
        .sort();

    expect(zones({})).toEqual(['acme-scim.private.postgres.database.azure.com']);
    expect(zones({ withCluster: true })).toEqual([
      'acme-scim.private.postgres.database.azure.com',
      'privatelink.postgres.database.azure.com',
    ]);
  });

  test('writes only what the providers know', () => {
    expect(schemaComplaints(network({ withCluster: true }).json)).toEqual([]);
  });

  test('fails when its addresses are too few for the apps', () => {
    expect(() => network({ addressSpace: '10.9.0.0/24' })).toThrow(
      "'addressSpace' must contain at least 4096 addresses (/20); got '10.9.0.0/24'",
    );
  });
});
