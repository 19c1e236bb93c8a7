/** Stores links to the portal for all replicas. It identifies each link by the digest of the link's code. */
export interface PortalLinkStore {
  addLink(tenant: string, link: StoredLink): Promise<void>;

  /**
   * Uses a link. Nobody can use the same link again.
   *
   * @returns the person whom the link lets in. Undefined when the link is unknown to the tenant, already used, or
   * expired.
   */
  useLink(tenant: string, digest: string, now: Date): Promise<string | undefined>;
}

export interface StoredLink {
  readonly digest: string;

  /** The person whom the link lets in, by the name or id that the product uses for that person. */
  readonly subject: string;
  readonly now: Date;
  readonly expiresAt: Date;
}
