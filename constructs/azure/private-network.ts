import type { ITerraformDependable } from 'cdktf';

import type { EndpointPlace } from './endpoint-place';

/** The place of a database in a network, where only the service can reach the database. */
export interface DatabaseNetwork {
  /**
   * Subnet of the database. The subnet of a server must be delegated to `Microsoft.DBforPostgreSQL/flexibleServers`.
   * The subnet of a cluster's private endpoint must not be delegated.
   */
  readonly databaseSubnetId: string;

  /** Private DNS zone that contains the name of the database. */
  readonly databaseZoneId: string;

  /**
   * Resources that must exist before the database is created. The database's name resolves only after the zone has been
   * linked to the network.
   */
  readonly databaseReachable: readonly ITerraformDependable[];
}

/** A network in which only the service can reach its database. */
export interface PrivateNetwork extends DatabaseNetwork {
  /** Subnet of the Container Apps environment. It must be delegated to `Microsoft.App/environments`. */
  readonly appsSubnetId: string;

  /**
   * Subnet and DNS zone for a database cluster. A cluster cannot share a server's subnet or zone.
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
