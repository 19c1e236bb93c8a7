import type { ITerraformDependable } from 'cdktf';

import type { EndpointPlace } from './endpoint-place';

/** Where a database is placed in a network. Only the service can reach it there. */
export interface DatabaseNetwork {
  /**
   * Subnet of the database. For a server, it must be delegated to `Microsoft.DBforPostgreSQL/flexibleServers`; for the
   * private endpoint of a cluster, it must not be delegated.
   */
  readonly databaseSubnetId: string;

  /** Private DNS zone that contains the name of the database. */
  readonly databaseZoneId: string;

  /** Resources that must exist before the database: its name resolves only once the zone is linked to the network. */
  readonly databaseReachable: readonly ITerraformDependable[];
}

/** A network in which only the service can reach its database. */
export interface PrivateNetwork extends DatabaseNetwork {
  /** Subnet of the Container Apps environment, delegated to `Microsoft.App/environments`. */
  readonly appsSubnetId: string;

  /**
   * Subnet and DNS zone for a database cluster. A cluster cannot share the subnet and zone of a server.
   *
   * @default none - there is no cluster.
   */
  readonly cluster?: DatabaseNetwork | undefined;

  /**
   * Subnet and DNS zone for the vault's private endpoint.
   *
   * @default none - the vault has no private endpoint.
   */
  readonly vault?: EndpointPlace | undefined;
}
