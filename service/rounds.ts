import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import type { TenantRegistry } from './directory/tenant-registry';

/** Interval between two rounds, in milliseconds. */
const ROUND_MS = 1_000;

/** Pause after a failed write, in milliseconds. */
const PAUSE_MS = 30_000;

/** A kind of data that is stored for one tenant at a time. */
export interface Rounds {
  readonly registry: Pick<TenantRegistry, 'tenants'>;

  /** Whether data about a tenant must be stored now. */
  readonly isDue: (slug: string) => boolean;
  readonly store: (slug: string) => Promise<void>;

  /** Tenants with data that would be lost when the process ends. */
  readonly pending: () => Iterable<string>;

  /** Log message for a failed write, for example `the last use of tokens was not stored`. */
  readonly trouble: string;
  readonly log: Logger;
}

/**
 * Regularly stores the data about each tenant whose data is due, one tenant after another, until `stopped` is aborted.
 * After each write, pauses for as long as the write took, so that this work uses the shared connections at most half of
 * the time, however many tenants there are.
 */
export async function storeInRounds(rounds: Rounds, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    const pause = await storeOnce(rounds, stopped);
    await sleep(pause, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }
}

/** Stores the pending data when the process ends. */
export async function storeRest({ pending, store, trouble, log }: Rounds): Promise<void> {
  try {
    for (const slug of [...pending()]) await store(slug);
  } catch (error) {
    log.warn({ reason: databaseTrouble(error) }, trouble);
  }
}

/** @returns the number of milliseconds to wait before calling this function again. */
async function storeOnce({ registry, isDue, store, trouble, log }: Rounds, stopped: AbortSignal): Promise<number> {
  try {
    for (const { slug } of registry.tenants) {
      if (stopped.aborted) break;
      if (!isDue(slug)) continue;
      const begun = performance.now();
      await store(slug);
      await sleep(performance.now() - begun, undefined, { ref: false });
    }
    return ROUND_MS;
  } catch (error) {
    log.warn({ reason: databaseTrouble(error) }, `${trouble}; the next attempt is in ${PAUSE_MS / 1e3} seconds`);
    return PAUSE_MS;
  }
}
