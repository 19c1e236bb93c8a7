import type { Origin } from './store';

/** What the admin of an account has set in the portal, as requests need to know it. */
export interface PortalAccount {
  /** Slug of the account's tenant. */
  readonly tenant: string;

  /** Undefined until somebody has used the switch. */
  readonly scimEnabled: boolean | undefined;

  /** Tokens that were not revoked, by their digests. */
  readonly tokens: readonly { readonly id: string; readonly sha256: string; readonly expiresAt: Date }[];
}

/** A token that was made in the portal, as its page shows it. */
export interface PortalToken {
  /** Name in logs and in history, for example `portal-1`. Numbers are counted from 1 and never used again. */
  readonly id: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly revokedAt: Date | undefined;

  /** When a replica last noted that the token was accepted or refused, within {@link PortalAccounts.noteCall}. */
  readonly acceptedAt: Date | undefined;
  readonly refusedAt: Date | undefined;
}

/** The accounts that their admins manage in the portal. */
export interface PortalAccounts {
  /** Differs from one call to the next if anything changed that {@link all} answers. One small query for all accounts. */
  version(): Promise<string>;

  all(): Promise<readonly PortalAccount[]>;

  /** All tokens of an account, the latest first. */
  tokensOf(tenant: string): Promise<readonly PortalToken[]>;

  switchScim(tenant: string, enabled: boolean, by: Origin): Promise<void>;

  /**
   * Adds a token, of which only the digest is stored.
   *
   * @param made number of tokens that the account has ever had, as the person sees it. So a form that is sent again does
   *   nothing.
   * @returns the id of the new token.
   * @throws {TokenRefused} when two tokens are valid, or `made` is out of date.
   */
  addToken(tenant: string, token: NewToken, by: Origin): Promise<string>;

  /** @returns whether there was such a token, and it was not revoked before. */
  revokeToken(tenant: string, id: string, by: Origin): Promise<boolean>;

  noteCall(tenant: string, id: string, outcome: 'accepted' | 'refused', at: Date): Promise<void>;
}

export interface NewToken {
  readonly sha256: string;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly made: number;
}

/** Maximum number of valid tokens of an account: the one that Entra presents, and the one that follows it. */
export const VALID_TOKENS_MAX = 2;

/** No token was made. The message gives the reason and the remedy. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** Whether an id may be that of a token from the portal. */
export function isPortalTokenId(id: string): boolean {
  return /^portal-\d+$/.test(id);
}
