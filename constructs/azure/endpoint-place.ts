import type { ITerraformDependable } from 'cdktf';

/** Where in a network the private endpoint of a service is, and how its name resolves there. */
export interface EndpointPlace {
  /** Subnet of the endpoint, not delegated to any service. */
  readonly subnetId: string;

  /** Private zone in which the service gets its name. */
  readonly zoneId: string;

  /** What whoever calls the service there waits for: unless the zone is linked to the network, the name does not resolve. */
  readonly reachable: readonly ITerraformDependable[];
}
