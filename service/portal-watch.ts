import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import type { PortalAccounts } from './directory/portal-account';
import type { TenantRegistry } from './directory/tenant-registry';

/** How often a replica asks whether another one has changed something. */
const EVERY_MS = 500;

/**
 * Brings what admins set in the portal into the registry, whatever replica they set it on. One small query each half
 * second for all tenants together, and none if no tenant is managed in the portal.
 *
 * While the database is away, what was last known holds.
 */
export class PortalWatch {
  readonly #accounts: Pick<PortalAccounts, 'all' | 'version'>;
  readonly #registry: TenantRegistry;
  readonly #log: Logger;
  #known: string | undefined;
  #looking: Promise<void> | undefined;

  constructor(accounts: Pick<PortalAccounts, 'all' | 'version'>, registry: TenantRegistry, log: Logger) {
    this.#accounts = accounts;
    this.#registry = registry;
    this.#log = log;
  }

  /** Looks for news until it is asked to stop. */
  async run(stopped: AbortSignal): Promise<void> {
    if (!this.#registry.hasPortal) return;
    for (let told: string | undefined; !stopped.aborted;) {
      try {
        await this.look();
        if (told !== undefined) this.#log.info('the portal can be read again');
        told = undefined;
      } catch (error) {
        const reason = databaseTrouble(error);
        if (told === undefined)
          this.#log.warn({ reason }, 'the portal cannot be read; its tokens and switches stay as they were last known');
        told = reason;
      }
      await sleep(EVERY_MS, undefined, { signal: stopped, ref: false }).catch(() => undefined);
    }
  }

  /** Looks once, after a look that is under way: that one may have begun before the latest change. */
  async look(): Promise<void> {
    await this.#looking?.catch(() => undefined);
    this.#looking = this.#look();
    await this.#looking;
  }

  async #look(): Promise<void> {
    // Asked first: what changes meanwhile has a later version, and is read by the next look.
    const version = await this.#accounts.version();
    if (version === this.#known) return;
    this.#registry.takePortal(await this.#accounts.all());
    this.#known = version;
  }
}
