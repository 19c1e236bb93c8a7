import type { FoundAccounts, PortalAccount } from './portal-account';
import type { Tenant } from './tenant';
import type { Token } from './token';

/**
 * The latest known settings of the accounts that are managed in the portal. Other code reads the settings from the
 * database in the background and passes them to {@link take}, so no request has to wait for the database.
 */
export class PortalState {
  #accounts: readonly PortalAccount[] = [];
  #switches: ReadonlyMap<string, boolean | undefined> = new Map();
  #bySha256: ReadonlyMap<string, Token> = new Map();
  #byTenant: ReadonlyMap<string, readonly Token[]> = new Map();
  #isKnown = false;

  /**
   * Whether the settings of all tenants have been read at least once. Before that, a token that is not known here may
   * still be valid.
   */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /**
   * Replaces all known settings, except for the tenants whose settings could not be read.
   *
   * @param find returns the tenant with the given slug, or undefined if that tenant is not managed in the portal.
   */
  take({ accounts: read, missing }: FoundAccounts, find: (slug: string) => Tenant | undefined): void {
    const accounts = [...read, ...this.#accounts.filter(({ tenant }) => missing.has(tenant))];
    const tokens = accounts.flatMap(({ tenant: slug, tokens: listed }) => {
      const tenant = find(slug);
      return tenant ? listed.map((token) => ({ ...token, tenant, scope: 'provision' as const })) : [];
    });
    const byTenant = new Map<string, Token[]>();
    for (const { sha256, ...token } of tokens.filter(({ revokedAt }) => !revokedAt))
      byTenant.set(token.tenant.slug, [...(byTenant.get(token.tenant.slug) ?? []), token]);
    this.#accounts = accounts;
    this.#switches = new Map(accounts.map(({ tenant, scimEnabled }) => [tenant, scimEnabled]));
    this.#bySha256 = new Map(tokens.map(({ sha256, ...token }) => [sha256, token]));
    this.#byTenant = byTenant;
    this.#isKnown ||= missing.size === 0;
  }

  /** Whether SCIM is switched on for a tenant. Undefined until somebody has used the switch in the portal. */
  scimEnabled(slug: string): boolean | undefined {
    return this.#switches.get(slug);
  }

  /** Finds a token by its digest. Also finds tokens that were revoked recently. */
  findToken(sha256: string): Token | undefined {
    return this.#bySha256.get(sha256);
  }

  /** The tokens of a tenant that have not been revoked. */
  tokensOf(slug: string): readonly Token[] {
    return this.#byTenant.get(slug) ?? [];
  }
}
