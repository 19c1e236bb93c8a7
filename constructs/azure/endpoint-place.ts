import type { ITerraformDependable } from 'cdktf';

/**
 * Where a service's private endpoint is placed in a network, and the DNS zone that resolves the name of the service.
 */
export interface EndpointPlace {
  /** Subnet of the endpoint, not delegated to any service. */
  readonly subnetId: string;

  /** Private DNS zone that contains the name of the service. */
  readonly zoneId: string;

  /**
   * Resources that must exist before anybody calls the service: its name resolves only once the zone is linked to the
   * network.
   */
  readonly reachable: readonly ITerraformDependable[];
}
