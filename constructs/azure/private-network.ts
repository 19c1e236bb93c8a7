import type { ITerraformDependable } from 'cdktf';

import type { EndpointPlace } from './endpoint-place';

/** Where in a network a database is, so that the service reaches it and nobody else does. */
export interface DatabaseNetwork {
  /**
   * Subnet of the database: delegated to `Microsoft.DBforPostgreSQL/flexibleServers` for a server, and for the private
   * endpoint of a cluster not delegated at all.
   */
  readonly databaseSubnetId: string;

  /** Private zone in which the database gets its name. */
  readonly databaseZoneId: string;

  /** What a database waits for: unless its zone is linked to the network, its name does not resolve. */
  readonly databaseReachable: readonly ITerraformDependable[];
}

/** A network in which a service reaches its database, and nobody else does. */
export interface PrivateNetwork extends DatabaseNetwork {
  /** Subnet of the Container Apps environment, delegated to `Microsoft.App/environments`. */
  readonly appsSubnetId: string;

  /**
   * Where a cluster is, which cannot be where a server is.
   *
   * @default none - there is no cluster.
   */
  readonly cluster?: DatabaseNetwork | undefined;

  /**
   * Where the endpoint of the vault is.
   *
   * @default - there is none.
   */
  readonly vault?: EndpointPlace | undefined;
}
