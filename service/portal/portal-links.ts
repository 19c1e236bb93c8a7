import { createHash, randomBytes } from 'node:crypto';

import type { PortalLinkStore } from '../directory/portal-link-store';

import { SIGN_IN_PATH } from './portal-frame';

/** For how long a link lets in, unless it is asked for otherwise. */
const LINK_SECONDS = 5 * 60;

/** Links that let the admin of an account into the portal: each once, on any replica. */
export class PortalLinks {
  readonly #store: PortalLinkStore;
  readonly #publicUrl: string;
  readonly #now: () => Date;

  /** @param publicUrl URL under which people reach the service. */
  constructor(store: PortalLinkStore, publicUrl: string, now: () => Date) {
    this.#store = store;
    this.#publicUrl = publicUrl;
    this.#now = now;
  }

  /**
   * Makes a link for the admin of an account. Only the digest of its code is stored.
   *
   * @param subject the person, as the product knows the person. History shows it.
   */
  async make(tenant: string, subject: string, seconds = LINK_SECONDS): Promise<{ url: string; expiresAt: Date }> {
    const code = randomBytes(32).toString('base64url');
    const now = this.#now();
    const expiresAt = new Date(now.getTime() + seconds * 1e3);
    await this.#store.addLink(tenant, { digest: digestOf(code), subject, now, expiresAt });
    const query = new URLSearchParams({ account: tenant, code }).toString();
    return { url: `${this.#publicUrl}${SIGN_IN_PATH}?${query}`, expiresAt };
  }

  /** Uses up a link. @returns its person; undefined for a link that is unknown, used or expired. */
  use(tenant: string, code: string): Promise<string | undefined> {
    return this.#store.useLink(tenant, digestOf(code), this.#now());
  }
}

function digestOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
