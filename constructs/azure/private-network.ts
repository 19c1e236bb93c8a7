import type { ITerraformDependable } from 'cdktf';

import type { EndpointPlace } from './endpoint-place';

/** The place of a database in a network, where only the service can reach it. */
export interface DatabaseNetwork {
  /**
   * Subnet of the database: delegated to `Microsoft.DBforPostgreSQL/flexibleServers` for a server, not delegated at all
   * for the private endpoint of a cluster.
   */
  readonly databaseSubnetId: string;

  /** Private DNS zone in which the database gets its name. */
  readonly databaseZoneId: string;

  /** Resources that a database must wait for: its name resolves only once its zone is linked to the network. */
  readonly databaseReachable: readonly ITerraformDependable[];
}

/** A network in which only the service reaches its database. */
export interface PrivateNetwork extends DatabaseNetwork {
  /** Subnet of the Container Apps environment, delegated to `Microsoft.App/environments`. */
  readonly appsSubnetId: string;

  /**
   * Subnet and DNS zone for a database cluster, which cannot share those of a server.
   *
   * @default none - there is no cluster.
   */
  readonly cluster?: DatabaseNetwork | undefined;

  /**
   * Subnet and DNS zone for the vault's private endpoint.
   *
   * @default - there is none.
   */
  readonly vault?: EndpointPlace | undefined;
}
