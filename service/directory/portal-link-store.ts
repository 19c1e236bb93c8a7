/**
 * Stores sign-in links to the portal, so that every replica knows them. A link is identified by the digest of its code.
 */
export interface PortalLinkStore {
  addLink(tenant: string, link: StoredLink): Promise<void>;

  /**
   * Uses up a link, so that nobody can use it again.
   *
   * @returns the person who signs in with the link. Undefined when the link is unknown to the tenant, already used, or
   * expired.
   */
  useLink(tenant: string, digest: string, now: Date): Promise<string | undefined>;
}

export interface StoredLink {
  readonly digest: string;

  /** The person who signs in with the link, by the name or id that the product uses for that person. */
  readonly subject: string;
  readonly now: Date;
  readonly expiresAt: Date;
}
