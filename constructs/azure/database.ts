import type { ITerraformDependable } from 'cdktf';

import type { ManagedIdentity } from './managed-identity';
import type { DatabaseNetwork } from './private-network';
import type { ResourcePlace } from './resource-place';

/** Name of the database in which the service keeps its tables. */
export const DATABASE = 'scim';

/** A PostgreSQL database that the service can use, without any password: clients sign in with an Entra identity. */
export interface Database {
  /** Resources that must exist before anybody can sign in. */
  readonly ready: readonly ITerraformDependable[];

  /** Azure's id of the server. */
  readonly serverId: string;

  /**
   * Connection URL for an identity that serves requests. It contains no password: the service asks Entra for a token
   * instead.
   */
  urlFor(identity: ManagedIdentity): string;

  /** Connection URL for an identity that makes and changes tables. */
  migrationUrlFor(identity: ManagedIdentity): string;

  /**
   * Port of the node that makes and changes tables, if requests are served through another one.
   *
   * @default - the port that `urlFor` leads to.
   */
  readonly coordinatorPort?: number | undefined;
}

/** When Azure may restart a database to patch it, in UTC. */
export interface MaintenanceWindow {
  /** 0 for Sunday. */
  readonly dayOfWeek: number;
  readonly startHour: number;
  readonly startMinute: number;
}

/** Settings of every such PostgreSQL. */
export interface DatabaseProps extends ResourcePlace {
  /**
   * Network in which the server is reachable, instead of at a public address.
   *
   * @default - a public address that only Azure's addresses may call, and only an Entra identity may use.
   */
  readonly network?: DatabaseNetwork | undefined;

  /** Id of the directory (tenant) that the migrator belongs to. */
  readonly directoryId: string;

  /** Identity that owns the schema and brings it up to date. */
  readonly migrator: ManagedIdentity;

  /**
   * How many days back the server can be restored, to any point in time.
   *
   * @default 14
   */
  readonly backupRetentionDays?: number;

  /**
   * When Azure may restart the server to patch it.
   *
   * @default - Azure picks a time.
   */
  readonly maintenanceWindow?: MaintenanceWindow | undefined;

  /**
   * Whether Azure refuses to delete the server, whoever tries and with whichever tool.
   *
   * @default true
   */
  readonly deletionLock?: boolean;
}

/** Port of a server, and of a cluster's coordinator. */
export const PORT = 5432;

/** Connection URL of the database on a host. The server's certificate must be valid for that host. */
export function databaseUrl(identity: ManagedIdentity, host: string, port = PORT): string {
  return `postgres://${identity.name}@${host}:${port}/${DATABASE}?sslmode=verify-full`;
}
