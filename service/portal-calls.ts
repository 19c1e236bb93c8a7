import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import { isPortalTokenId, type PortalAccounts } from './directory/portal-account';
import type { OnOutcome } from './http/outcome';

/** A call is noted at once unless one of the same outcome was noted within this time. */
const EVERY_MS = 15_000;

/**
 * Notes when tokens of the portal were last accepted and refused, for all replicas: somebody who tests the connection in
 * Entra sees on the page of any replica that the call arrived. No request waits for it.
 */
export class PortalCalls {
  readonly #accounts: Pick<PortalAccounts, 'noteCall'>;
  readonly #log: Logger;
  readonly #notedAt = new Map<string, number>();

  constructor(accounts: Pick<PortalAccounts, 'noteCall'>, log: Logger) {
    this.#accounts = accounts;
    this.#log = log;
  }

  readonly onOutcome: OnOutcome = ({ principal, status }) => {
    const { tenant, tokenId = '' } = principal ?? {};
    if (tenant?.managedBy !== 'portal' || !isPortalTokenId(tokenId) || status >= 500) return;
    const outcome = status < 400 ? 'accepted' : 'refused';
    const key = `${tenant.slug} ${tokenId} ${outcome}`;
    const now = performance.now();
    if (now - (this.#notedAt.get(key) ?? -Infinity) < EVERY_MS) return;
    this.#notedAt.set(key, now);
    this.#accounts.noteCall(tenant.slug, tokenId, outcome, new Date()).catch((error: unknown) => {
      this.#notedAt.delete(key); // the next call tries again
      this.#log.debug({ reason: databaseTrouble(error) }, 'a call was not noted for the portal');
    });
  };
}
