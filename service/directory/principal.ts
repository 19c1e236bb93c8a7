import type { Tenant } from './tenant';
import type { Scope } from './token';

/** The client that sends a request, as far as its token tells. */
export interface Principal {
  /** Id of the token, for logs and history. Never the token. */
  readonly tokenId: string;

  readonly scope: Scope;

  /** The tenant that the request is about. Undefined while a reader of all tenants has not named one of them. */
  readonly tenant: Tenant | undefined;
}
