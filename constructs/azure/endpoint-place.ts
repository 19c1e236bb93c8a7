import type { ITerraformDependable } from 'cdktf';

/** The place of a service's private endpoint: its subnet, and the DNS zone that resolves the name of the service. */
export interface EndpointPlace {
  /** Subnet of the endpoint. It must not be delegated to any service. */
  readonly subnetId: string;

  /** Private DNS zone that contains the name of the service. */
  readonly zoneId: string;

  /**
   * Resources that must exist before anybody calls the service. The service's name resolves only after the zone has
   * been linked to the network.
   */
  readonly reachable: readonly ITerraformDependable[];
}
