import type { Tenant } from './tenant';
import type { Scope } from './token';

/** The client that sends a request, as identified by its token. */
export interface Principal {
  /** Id of the token, for logs and history. Never the token itself. */
  readonly tokenId: string;

  readonly scope: Scope;

  /**
   * The tenant that the request concerns. Undefined as long as the client may read all tenants and has not named one.
   */
  readonly tenant: Tenant | undefined;
}
