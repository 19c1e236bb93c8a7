import type { ITerraformDependable } from 'cdktf';

import type { ManagedIdentity } from './managed-identity';
import type { DatabaseNetwork } from './private-network';
import type { ResourcePlace } from './resource-place';

/** Name of the database in which the service keeps its tables. */
export const DATABASE = 'scim';

/** A PostgreSQL database for the service. Clients sign in with an Entra identity; there are no passwords. */
export interface Database {
  /** Resources that must exist before anybody can sign in. */
  readonly ready: readonly ITerraformDependable[];

  /** Azure's id of the server. */
  readonly serverId: string;

  /**
   * Connection URL for an identity that serves requests. It contains no password: the service requests a token from
   * Entra and uses it as the password.
   */
  urlFor(identity: ManagedIdentity): string;

  /** Connection URL for an identity that creates and changes tables. */
  migrationUrlFor(identity: ManagedIdentity): string;

  /**
   * Port of the coordinator node, if it differs from the port in the URL that `urlFor` returns. Tables must be created
   * and changed on the coordinator.
   *
   * @default - the port in the URL that `urlFor` returns.
   */
  readonly coordinatorPort?: number | undefined;
}

/** The time, in UTC, at which Azure may restart a database to patch it. */
export interface MaintenanceWindow {
  /** Day of the week, from 0 for Sunday to 6 for Saturday. */
  readonly dayOfWeek: number;
  readonly startHour: number;
  readonly startMinute: number;
}

/** Settings that every kind of database has. */
export interface DatabaseProps extends ResourcePlace {
  /**
   * Network in which the server is reachable. A server in a network has no public address.
   *
   * @default - none: the server has a public address. It accepts connections only from Azure's addresses and only from
   *   Entra identities.
   */
  readonly network?: DatabaseNetwork | undefined;

  /** Id of the directory (tenant) that the identity `migrator` belongs to. */
  readonly directoryId: string;

  /** Identity that owns the schema and migrates it. */
  readonly migrator: ManagedIdentity;

  /**
   * Number of days for which backups are kept. The server can be restored to any point in time within that period.
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
   * Whether Azure refuses to delete the server, no matter who tries or which tool is used.
   *
   * @default true
   */
  readonly deletionLock?: boolean;
}

/** Port of a PostgreSQL server, and of a cluster's coordinator node. */
export const PORT = 5432;

/** Connection URL of the database on a host. The server's certificate must be valid for that host. */
export function databaseUrl(identity: ManagedIdentity, host: string, port = PORT): string {
  return `postgres://${identity.name}@${host}:${port}/${DATABASE}?sslmode=verify-full`;
}
