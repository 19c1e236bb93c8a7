import { ContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/container-app-environment';

import type { ScimEnvironmentProps } from '../../../constructs/azure/scim-environment';
import { environment, network } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const define = (overrides: Partial<ScimEnvironmentProps> = {}) =>
  synth((scope) => {
    environment(scope, overrides);
  });

describe('ScimEnvironment', () => {
  test('offers shared machines from the start, since a profile cannot be added later', () => {
    expect(define().only(ContainerAppEnvironment)['workload_profile']).toEqual([
      { name: 'Consumption', workload_profile_type: 'Consumption' },
    ]);
  });

  test('offers dedicated machines besides shared ones', () => {
    const profiles = define({ dedicated: { type: 'D4', min: 1, max: 3 } }).only(ContainerAppEnvironment);

    expect(profiles['workload_profile']).toEqual([
      { name: 'Consumption', workload_profile_type: 'Consumption' },
      { name: 'Dedicated', workload_profile_type: 'D4', minimum_count: 1, maximum_count: 3 },
    ]);
  });

  test('is spread over zones in a network', () => {
    const stack = synth((scope) => {
      environment(scope, { network: network(scope), zoneRedundant: true });
    });

    expect(stack.only(ContainerAppEnvironment)).toMatchObject({
      zone_redundancy_enabled: true,
      infrastructure_subnet_id: expect.stringMatching(/^\$\{azurerm_subnet\./),
    });
    expect(schemaComplaints(stack.json)).toEqual([]);
  });

  test('cannot be destroyed by a plan, because its domain is in every tenant URL', () => {
    expect(define().only(ContainerAppEnvironment)['lifecycle']).toEqual({ prevent_destroy: true });
  });

  test('logs without a key of a workspace', () => {
    const settings = define().only(ContainerAppEnvironment);

    expect(settings['logs_destination']).toBe('azure-monitor');
    expect(settings).not.toHaveProperty('log_analytics_workspace_id');
  });

  test('fails when it is zone-redundant without a network, or its minimum of machines exceeds the maximum', () => {
    expect(() => define({ zoneRedundant: true, dedicated: { type: 'D4', min: 3, max: 1 } })).toThrow(
      /'zoneRedundant' needs a 'network'.*\n.*'dedicated.min' must not exceed 'dedicated.max'; got 3 and 1/,
    );
  });
});
