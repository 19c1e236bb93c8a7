import type { Tenant } from './tenant';
import type { Scope } from './token';

/** The client that sends a request, as identified by its token. */
export interface Principal {
  /** Id of the token, for logs and history. Never the token itself. */
  readonly tokenId: string;

  readonly scope: Scope;

  /**
   * The tenant that the request concerns. A token for all tenants leaves this undefined until the request has named a
   * tenant.
   */
  readonly tenant: Tenant | undefined;
}
