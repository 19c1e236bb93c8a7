import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import { isPortalTokenId, type PortalAccounts } from './directory/portal-account';
import type { OnOutcome } from './http/outcome';

/** Minimum time between two stored calls with the same outcome, in milliseconds. */
const EVERY_MS = 15_000;

/** Minimum time between two stored calls with different outcomes, in milliseconds. */
const TURN_MS = 1_000;

/**
 * Stores when tokens of the portal were last accepted and refused, so that all replicas know. An admin who tests the
 * connection in Entra then sees in the portal that the call arrived, whichever replica serves the page. No request
 * waits until this is stored.
 */
export class PortalCalls {
  readonly #accounts: Pick<PortalAccounts, 'noteCall'>;
  readonly #log: Logger;
  // The last stored call, by tenant and token.
  readonly #noted = new Map<string, { readonly outcome: string; readonly at: number }>();

  constructor(accounts: Pick<PortalAccounts, 'noteCall'>, log: Logger) {
    this.#accounts = accounts;
    this.#log = log;
  }

  readonly onOutcome: OnOutcome = ({ principal, status }) => {
    const { tenant, tokenId = '' } = principal ?? {};
    if (tenant?.managedBy !== 'portal' || !isPortalTokenId(tokenId) || status >= 500) return;
    const outcome = status < 400 ? 'accepted' : 'refused';
    const key = `${tenant.slug} ${tokenId}`;
    const at = performance.now();
    const last = this.#noted.get(key);
    if (last && at - last.at < (last.outcome === outcome ? EVERY_MS : TURN_MS)) return;
    this.#noted.set(key, { outcome, at });
    this.#accounts.noteCall(tenant.slug, tokenId, outcome, new Date()).catch((error: unknown) => {
      this.#noted.delete(key); // the next call tries again
      this.#log.debug({ reason: databaseTrouble(error) }, 'a call was not stored for the portal');
    });
  };
}
