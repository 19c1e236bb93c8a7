import type { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { ITerraformDependable } from 'cdktf';

/** Name of the database in which the service keeps its tables. */
export const DATABASE = 'scim';

/** A PostgreSQL that the service can use, without any password: who connects signs in with an Entra identity. */
export interface Database {
  /** What has to stand before anybody can sign in. */
  readonly ready: readonly ITerraformDependable[];

  /** Azure's id of the server. */
  readonly serverId: string;

  /** Connection URL for an identity. Holds no password: the service asks Entra for a token in its place. */
  urlFor(identity: UserAssignedIdentity): string;
}

/** Connection URL of the database on a host. The server's certificate has to be valid for the host. */
export function databaseUrl(identity: UserAssignedIdentity, host: string): string {
  return `postgres://${identity.name}@${host}:5432/${DATABASE}?sslmode=verify-full`;
}
