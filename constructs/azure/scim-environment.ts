import { ContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/container-app-environment';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import type { PrivateNetwork } from './private-network';
import type { ResourcePlace } from './resource-place';

export interface ScimEnvironmentProps extends ResourcePlace {
  readonly name: string;

  /** Resource group in which Azure keeps the environment's own resources. */
  readonly managedResourceGroupName: string;

  /**
   * Network that the apps run in.
   *
   * @default - a network that Azure manages, from which only public addresses can be reached.
   */
  readonly network?: PrivateNetwork;

  /**
   * Whether replicas are spread over the zones of the region. This needs a network and cannot be changed later.
   *
   * @default false
   */
  readonly zoneRedundant?: boolean;

  /**
   * Whether the apps can be reached only from inside the network. This needs a network and cannot be changed later.
   *
   * @default false
   */
  readonly internal?: boolean;

  /**
   * Whether the environment has an identity. An environment needs one to read certificates from a vault.
   *
   * @default false
   */
  readonly withIdentity?: boolean;

  /**
   * Machines reserved for this environment.
   *
   * @default - shared machines, billed by use.
   */
  readonly dedicated?: DedicatedMachines;
}

export interface DedicatedMachines {
  /** Kind of machine, for example `D4`: general purpose, four cores. */
  readonly type: string;
  readonly min: number;
  readonly max: number;
}

const CONSUMPTION = 'Consumption';
const DEDICATED = 'Dedicated';

const rules: readonly Rule<ScimEnvironmentProps>[] = [
  ({ zoneRedundant = false, network }) =>
    zoneRedundant && !network ? "'zoneRedundant' needs a 'network', whose subnet spans the zones" : undefined,
  ({ internal = false, network }) =>
    internal && !network ? "'internal' needs a 'network', from inside which the apps are reached" : undefined,
  ({ dedicated }) =>
    dedicated && dedicated.min > dedicated.max
      ? `'dedicated.min' must not exceed 'dedicated.max'; got ${dedicated.min} and ${dedicated.max}`
      : undefined,
];

/**
 * The environment that container apps run in. Diagnostic settings determine where the environment's logs go, so the
 * environment needs no workspace key.
 *
 * @example
 * const environment = new ScimEnvironment(this, 'Apps', {
 *   ...place,
 *   name: 'acme-scim-apps',
 *   managedResourceGroupName: 'acme-scim-apps-managed',
 *   network,
 * });
 */
export class ScimEnvironment extends Construct {
  readonly resource: ContainerAppEnvironment;

  /** Workload profile of the apps and jobs: the machines in `dedicated`, or shared machines. */
  readonly workloadProfileName: string;

  /** Object id of the environment's identity. Undefined without `withIdentity`. */
  readonly principalId?: string;

  constructor(scope: Construct, id: string, props: ScimEnvironmentProps) {
    super(scope, id);
    validate(this, props, rules);
    const { name, resourceGroupName, location, network, dedicated, zoneRedundant = false } = props;

    this.workloadProfileName = dedicated ? DEDICATED : CONSUMPTION;
    this.resource = new ContainerAppEnvironment(this, 'Environment', {
      name,
      resourceGroupName,
      location,
      logsDestination: 'azure-monitor',
      // The name is set explicitly. Otherwise Azure would pick a name, and the provider would replace the environment
      // to remove that name.
      infrastructureResourceGroupName: props.managedResourceGroupName,
      infrastructureSubnetId: network?.appsSubnetId,
      internalLoadBalancerEnabled: props.internal ? true : undefined,
      identity: props.withIdentity ? { type: 'SystemAssigned' } : undefined,
      zoneRedundancyEnabled: network ? zoneRedundant : undefined,
      workloadProfile: [
        // Every environment gets this profile from the start, because a profile can be added only by recreating the
        // environment.
        { name: CONSUMPTION, workloadProfileType: 'Consumption' },
        ...(dedicated
          ? [
              {
                name: DEDICATED,
                workloadProfileType: dedicated.type,
                minimumCount: dedicated.min,
                maximumCount: dedicated.max,
              },
            ]
          : []),
      ],
      lifecycle: { preventDestroy: true }, // every tenant URL contains the environment's domain
    });
    if (props.withIdentity) this.principalId = this.resource.identity.principalId;
  }

  /** Domain of the environment. Each app has a host name in this domain. */
  get domain(): string {
    return this.resource.defaultDomain;
  }
}
