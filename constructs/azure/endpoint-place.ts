import type { ITerraformDependable } from 'cdktf';

/** The place of a service's private endpoint in a network, and the zone in which its name resolves. */
export interface EndpointPlace {
  /** Subnet of the endpoint, not delegated to any service. */
  readonly subnetId: string;

  /** Private DNS zone in which the service gets its name. */
  readonly zoneId: string;

  /** Resources that callers must wait for: the name resolves only once the zone is linked to the network. */
  readonly reachable: readonly ITerraformDependable[];
}
