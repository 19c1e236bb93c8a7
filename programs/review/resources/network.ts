import { DOWN, risky } from '../meaning/consequence';
import { noun, type Resource } from '../meaning/resource';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import { textOf } from '../plan/terraform-plan';

const part = (called: string, shown: readonly string[]): Resource<'network-lost'> => ({
  noun: called,
  shown: ['name', ...shown],
  destroyed: 'network-lost',
});

/** The network through which the service reaches its database. */
export const NETWORK = noun(
  {
    'network-lost': risky(
      'A part of the network is destroyed or replaced',
      'The service reaches its database through it.',
      DOWN,
    ),
  },
  {
    azurerm_virtual_network: {
      ...part('virtual network', ['address_space', 'location']),
      read: ['subnet'],
      expectedDrift: [{ paths: ['subnet'], isExpected: showsOwnSubnets }],
    },
    azurerm_subnet: part('subnet', ['address_prefixes', 'delegation.service_delegation.name']),
    azurerm_private_endpoint: part('private endpoint', ['location']),
    azurerm_private_dns_zone: part('private DNS zone', []),
    azurerm_private_dns_zone_virtual_network_link: part('link of a private DNS zone', ['private_dns_zone_name']),
    azurerm_network_security_group: part('network security group', []),
  },
);

/** Whether separate resources of the plan manage all subnets that a network lists. */
function showsOwnSubnets({ after }: Change, { changes }: Plan): boolean {
  const own = changes.filter(({ type }) => type === 'azurerm_subnet');
  const names = new Set(own.map(({ before }) => before.text('name')));
  return after.records('subnet').every(({ name }) => names.has(textOf(name)));
}
