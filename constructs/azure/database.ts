import type { ITerraformDependable } from 'cdktf';

import type { ManagedIdentity } from './managed-identity';
import type { DatabaseNetwork } from './private-network';
import type { ResourcePlace } from './resource-place';

/** Name of the database in which the service keeps its tables. */
export const DATABASE = 'scim';

/** A PostgreSQL that the service can use, without any password: who connects signs in with an Entra identity. */
export interface Database {
  /** What has to stand before anybody can sign in. */
  readonly ready: readonly ITerraformDependable[];

  /** Azure's id of the server. */
  readonly serverId: string;

  /** Connection URL for an identity. Holds no password: the service asks Entra for a token in its place. */
  urlFor(identity: ManagedIdentity): string;
}

/** When Azure may restart a database to patch it. In UTC. */
export interface MaintenanceWindow {
  /** 0 for Sunday. */
  readonly dayOfWeek: number;
  readonly startHour: number;
  readonly startMinute: number;
}

/** What every such PostgreSQL is told. */
export interface DatabaseProps extends ResourcePlace {
  /**
   * Network in which the server is reachable. It has no public address then.
   *
   * @default - a public address that addresses of Azure may call, and nobody without an Entra identity gets past.
   */
  readonly network?: DatabaseNetwork | undefined;

  /** Directory (tenant) id in which the identity below lives. */
  readonly directoryId: string;

  /** Identity that owns the schema and brings it up to date. */
  readonly migrator: ManagedIdentity;

  /**
   * Days for which the server can be restored to any instant.
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
   * Whether Azure refuses to delete the server, whoever asks and with whatever tool.
   *
   * @default true
   */
  readonly deletionLock?: boolean;
}

/** Connection URL of the database on a host. The server's certificate has to be valid for the host. */
export function databaseUrl(identity: ManagedIdentity, host: string): string {
  return `postgres://${identity.name}@${host}:5432/${DATABASE}?sslmode=verify-full`;
}
