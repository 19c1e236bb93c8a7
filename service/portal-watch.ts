import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import type { PortalAccounts } from './directory/portal-account';
import type { TenantRegistry } from './directory/tenant-registry';

/** How often to check whether another replica has changed something, in milliseconds. */
const EVERY_MS = 500;

/**
 * Updates this replica's registry with the changes that admins make in the portal, whichever replica served the admin.
 * This takes one small query every half second for all tenants together, or none if no tenant is managed in the portal.
 *
 * While the database is unavailable, the registry keeps its last known state. If only one node of a cluster is, this
 * concerns only the tenants of that node.
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

  /** Checks for changes until `stopped` is aborted. */
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

  /**
   * Checks for changes once. If a check is already running, waits for it to finish and then checks again, because the
   * running check may have begun before the latest change.
   */
  async look(): Promise<void> {
    await this.#looking?.catch(() => undefined);
    this.#looking = this.#look();
    await this.#looking;
  }

  async #look(): Promise<void> {
    // Reads the version before the data. A change that is made in between increases the version, so the next check
    // reads the data again.
    const version = await this.#accounts.version();
    if (version === this.#known) return;
    this.#registry.takePortal(await this.#accounts.all());
    this.#known = version;
  }
}
