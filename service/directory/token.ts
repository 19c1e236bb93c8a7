import type { Tenant } from './tenant';

/** What a token allows: to provision a tenant, as Entra does, or only to read what was provisioned. */
export type Scope = 'provision' | 'read';

/** A token that a client presents. The service keeps only its digest. */
export interface Token {
  /** Name of the token in logs, for example `gen-3`, or `product-1` for a reader's. */
  readonly id: string;

  readonly scope: Scope;

  /** The tenant that it belongs to. Undefined when it reads all tenants. */
  readonly tenant: Tenant | undefined;

  /** Undefined when the token does not expire. */
  readonly expiresAt: Date | undefined;
}
