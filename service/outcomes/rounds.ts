import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from '../database-trouble';

/** Interval between two rounds, in milliseconds. */
const ROUND_MS = 1_000;

/** Pause after a failed write for a tenant, and minimum time between two log entries about such failures, in milliseconds. */
const PAUSE_MS = 30_000;

/** Maximum time for the last write, in milliseconds, if the database does not store the data of every tenant. */
const REST_MS = 5_000;

/** A kind of data that is stored for one tenant at a time. */
export interface Rounds {
  /** Tenants whose data must be stored now. */
  readonly due: () => Iterable<string>;
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
 *
 * A tenant whose data cannot be stored, for example because its node of a cluster is down, does not delay the others.
 */
export async function storeInRounds(rounds: Rounds, stopped: AbortSignal): Promise<void> {
  const failures = new Failures(rounds);
  while (!stopped.aborted) {
    await storeOnce(rounds, failures, stopped);
    await sleep(ROUND_MS, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }
}

/**
 * Stores the pending data when the process ends, one tenant after another. Skips a tenant whose data cannot be stored.
 * After such a failure, stops when {@link REST_MS} have passed.
 */
export async function storeRest({ pending, store, trouble, log }: Rounds): Promise<void> {
  const begun = performance.now();
  let reason: string | undefined;
  for (const slug of [...pending()]) {
    await store(slug).catch((error: unknown) => {
      reason ??= databaseTrouble(error);
    });
    if (reason !== undefined && performance.now() - begun > REST_MS) break;
  }
  if (reason !== undefined) log.warn({ reason }, trouble);
}

async function storeOnce({ due, store }: Rounds, failures: Failures, stopped: AbortSignal): Promise<void> {
  for (const slug of [...due()]) {
    if (stopped.aborted) break;
    if (failures.isRecent(slug)) continue;
    const begun = performance.now();
    await store(slug).catch((error: unknown) => {
      failures.add(slug, error);
    });
    await sleep(performance.now() - begun, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }
}

/** The tenants whose data could not be stored, and when. */
class Failures {
  readonly #log: Logger;
  readonly #message: string;
  readonly #failedAt = new Map<string, number>();
  #loggedAt = -Infinity;

  constructor({ log, trouble }: Pick<Rounds, 'log' | 'trouble'>) {
    this.#log = log;
    this.#message = `${trouble}; the next attempt is in ${PAUSE_MS / 1e3} seconds`;
  }

  isRecent(slug: string): boolean {
    return performance.now() - (this.#failedAt.get(slug) ?? -Infinity) < PAUSE_MS;
  }

  /** Notes a failure. Logs only one of many failures, because all tenants fail when the database is down. */
  add(tenant: string, error: unknown): void {
    const now = performance.now();
    this.#failedAt.set(tenant, now);
    if (now - this.#loggedAt < PAUSE_MS) return;
    this.#loggedAt = now;
    this.#log.warn({ tenant, reason: databaseTrouble(error) }, this.#message);
  }
}
