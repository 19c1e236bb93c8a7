import type { Origin } from './store';

/** Those portal settings of one account that the service needs in order to check a request. */
export interface PortalAccount {
  /** Slug of the account's tenant. */
  readonly tenant: string;

  /** Whether SCIM is switched on. Undefined until somebody has used the switch in the portal. */
  readonly scimEnabled: boolean | undefined;

  /** Tokens that have not been revoked, and the few that were revoked most recently. */
  readonly tokens: readonly TokenDigest[];
}

/** A token, identified by the digest of the string that a client presents. */
export interface TokenDigest {
  readonly id: string;
  readonly sha256: string;
  readonly expiresAt: Date;
  readonly revokedAt: Date | undefined;
}

/** A token that was created in the portal, as the portal shows it. */
export interface PortalToken {
  /** Name in logs and in history, for example `portal-1`. Numbers start at 1 and are never reused. */
  readonly id: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly revokedAt: Date | undefined;
}

/** The accounts that could be read. */
export interface FoundAccounts {
  readonly accounts: readonly PortalAccount[];

  /** The tenants whose accounts could not be read, because their node of a cluster does not answer. */
  readonly missing: ReadonlySet<string>;
}

/** The accounts whose admins manage SCIM in the portal. */
export interface PortalAccounts {
  /**
   * A value that changes whenever the result of {@link all} changes. Reading the value takes one small database query
   * for all accounts together.
   */
  version(): Promise<string>;

  all(): Promise<FoundAccounts>;

  /** All tokens of an account. The latest comes first. */
  tokensOf(tenant: string): Promise<readonly PortalToken[]>;

  switchScim(tenant: string, enabled: boolean, by: Origin): Promise<void>;

  /**
   * Adds a token. Only the digest of the token is stored.
   *
   * `token.made` is the total number of tokens that had been created for the account by the time the person loaded the
   * page. If the person sends the same form twice, the number is out of date the second time, so no second token is
   * created.
   *
   * @returns the id of the new token.
   * @throws {TokenRefused} when two tokens are already valid, or `token.made` is out of date.
   */
  addToken(tenant: string, token: NewToken, by: Origin): Promise<string>;

  /** @returns whether the token existed and had not yet been revoked. */
  revokeToken(tenant: string, id: string, by: Origin): Promise<boolean>;
}

export interface NewToken {
  readonly sha256: string;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly made: number;
}

/** Maximum number of valid tokens of an account: the token that Entra presents now, and its replacement. */
export const VALID_TOKENS_MAX = 2;

/** The request to create a token was refused. The message gives the reason and the remedy. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** Whether an id has the format of a portal token's id, such as `portal-1`. */
export function isPortalTokenId(id: string): boolean {
  return /^portal-\d+$/.test(id);
}
