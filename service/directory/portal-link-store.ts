/** Keeps links to the portal, by the digests of their codes, for all replicas. */
export interface PortalLinkStore {
  addLink(tenant: string, link: StoredLink): Promise<void>;

  /**
   * Uses up a link.
   *
   * @returns the person whom it lets in. Undefined for a link that is unknown to the tenant, used, or expired.
   */
  useLink(tenant: string, digest: string, now: Date): Promise<string | undefined>;
}

export interface StoredLink {
  readonly digest: string;

  /** The person whom it lets in, as the product knows the person. */
  readonly subject: string;
  readonly now: Date;
  readonly expiresAt: Date;
}
