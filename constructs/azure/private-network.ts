import type { ITerraformDependable } from 'cdktf';

/** A network in which a service reaches its database, and nobody else does. */
export interface PrivateNetwork {
  /** Subnet of the Container Apps environment, delegated to `Microsoft.App/environments`. */
  readonly appsSubnetId: string;

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
