import type { Tenant } from './tenant';
import type { Scope } from './token';

/** The client that sends a request, as identified by its token. */
export interface Principal {
  /** Id of the token, for logs and history. Never the token itself. */
  readonly tokenId: string;

  readonly scope: Scope;

  /**
   * The tenant that the request concerns. With a token for all tenants, this is undefined until the tenant of the
   * request is known.
   */
  readonly tenant: Tenant | undefined;
}
