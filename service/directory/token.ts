import type { Tenant } from './tenant';

/** Permission of a token: to provision a tenant, as Entra does, or only to read the provisioned data. */
export type Scope = 'provision' | 'read';

/** A token that a client presents. The service stores only its digest. */
export interface Token {
  /** Name of the token in logs, for example `gen-3`, or `product-1` for a reader's token. */
  readonly id: string;

  readonly scope: Scope;

  /** The tenant that the token belongs to. Undefined for a token that reads all tenants. */
  readonly tenant: Tenant | undefined;

  /** Undefined when the token does not expire. */
  readonly expiresAt: Date | undefined;

  /** When the token was revoked. Undefined if it was not revoked. */
  readonly revokedAt?: Date | undefined;
}
