import { randomBytes } from 'node:crypto';

import type { PortalLinkStore } from '../directory/portal-link-store';
import { sha256 } from '../directory/tenant-registry';

import { SIGN_IN_PATH } from './portal-frame';

/** How long a sign-in link is valid by default, in seconds. */
const LINK_SECONDS = 5 * 60;

/** Sign-in links to the portal for the admins of accounts. Each link works once, on any replica. */
export class PortalLinks {
  readonly #store: PortalLinkStore;
  readonly #publicUrl: string;
  readonly #now: () => Date;

  /** @param publicUrl URL at which people reach the service. */
  constructor(store: PortalLinkStore, publicUrl: string, now: () => Date) {
    this.#store = store;
    this.#publicUrl = publicUrl;
    this.#now = now;
  }

  /**
   * Creates a link for the admin of an account. Stores only the digest of the link's code.
   *
   * @param subject the person's id in the product. History shows this id.
   */
  async make(tenant: string, subject: string, seconds = LINK_SECONDS): Promise<{ url: string; expiresAt: Date }> {
    const code = randomBytes(32).toString('base64url');
    const now = this.#now();
    const expiresAt = new Date(now.getTime() + seconds * 1e3);
    await this.#store.addLink(tenant, { digest: sha256(code), subject, now, expiresAt });
    const query = new URLSearchParams({ account: tenant, code }).toString();
    return { url: `${this.#publicUrl}${SIGN_IN_PATH}?${query}`, expiresAt };
  }

  /**
   * Uses up a link. @returns the person for whom the link was created. Undefined for a link that is unknown, used or
   * expired.
   */
  use(tenant: string, code: string): Promise<string | undefined> {
    return this.#store.useLink(tenant, sha256(code), this.#now());
  }
}
