import type { Logger } from 'pino';
import { v7 as uuidV7 } from 'uuid';

import { databaseTrouble } from '../database-trouble';
import type { RefusalToKeep } from '../directory/history';
import { StoreUnavailable } from '../directory/store';
import { ShareExceeded } from '../directory/turns';
import { type OnOutcome, type Outcome, verdictOf } from '../http/outcome';

import { type Rounds, storeInRounds, storeRest } from './rounds';

/**
 * Stores refused requests of a tenant in its history, up to {@link BATCH} per call. Skips refusals that are already in
 * the history.
 */
export type KeepRefusals = (tenant: string, refusals: readonly RefusalToKeep[]) => Promise<void>;

/** Maximum number of refusals that wait to be written. */
const WAITING_MAX = 1_000;

/** Maximum number of refusals that are written together. */
const BATCH = 100;

/** Maximum number of refusals to keep per tenant and minute. If a client always fails, more entries do not help. */
const PER_MINUTE_MAX = 100;

/** Requests with this status are not kept, because nothing was wrong with them except their timing. */
const TOO_MANY_REQUESTS = 429;

/**
 * Adds refused requests to their tenants' history, about a second after the requests have been answered, so that no
 * request is slowed down. While a tenant's rows cannot be written, its refusals wait in memory. If too many are waiting,
 * further refusals are dropped, and the log reports their number.
 */
export class RefusalLog {
  readonly #keep: KeepRefusals;
  readonly #log: Logger;
  readonly #now: () => Date;
  readonly #rounds: Rounds;

  readonly #waiting = new Map<string, RefusalToKeep[]>(); // by tenant
  readonly #counts = new Map<string, number>(); // by tenant, in this minute
  #minute = 0;
  #waitingCount = 0;
  #dropped = 0;

  constructor(keep: KeepRefusals, log: Logger, now: () => Date) {
    this.#keep = keep;
    this.#log = log;
    this.#now = now;
    const waiting = () => this.#waiting.keys();
    this.#rounds = {
      log,
      trouble: 'refused requests could not be kept in history',
      due: waiting,
      store: (slug) => this.#store(slug),
      pending: waiting,
    };
  }

  readonly onOutcome: OnOutcome = (outcome) => {
    const tenant = outcome.principal?.tenant?.slug;
    if (tenant === undefined) return;
    for (const refusal of refusalsOf(outcome, this.#now())) {
      if (this.#admits(tenant, refusal.at)) this.#put(tenant, refusal);
      else this.#dropped++;
    }
  };

  /** Writes the waiting refusals at regular intervals, until `stopped` aborts. */
  run(stopped: AbortSignal): Promise<void> {
    return storeInRounds(this.#rounds, stopped);
  }

  /** Writes the waiting refusals one last time, after {@link run} has ended, and logs how many are lost. */
  async close(): Promise<void> {
    await storeRest(this.#rounds);
    this.#dropped += this.#waitingCount;
    this.#waiting.clear();
    this.#waitingCount = 0;
    this.#tellDropped('the database does not answer');
  }

  async #store(tenant: string): Promise<void> {
    const refusals = this.#waiting.get(tenant) ?? [];
    let reason = 'there were too many refusals';
    while (refusals.length > 0) {
      const batch = refusals.slice(0, BATCH);
      await this.#keep(tenant, batch).catch((error: unknown) => {
        if (isPassing(error)) throw error; // the refusals stay in the queue
        this.#dropped += batch.length;
        reason = databaseTrouble(error);
      });
      refusals.splice(0, batch.length);
      this.#waitingCount -= batch.length;
    }
    this.#waiting.delete(tenant);
    this.#tellDropped(reason);
  }

  #tellDropped(reason: string): void {
    if (this.#dropped > 0)
      this.#log.warn({ dropped: this.#dropped, reason }, 'refused requests were not kept in history');
    this.#dropped = 0;
  }

  #put(tenant: string, refusal: RefusalToKeep): void {
    const waiting = this.#waiting.get(tenant);
    if (waiting) waiting.push(refusal);
    else this.#waiting.set(tenant, [refusal]);
    this.#waitingCount++;
  }

  #admits(tenant: string, at: Date): boolean {
    const minute = Math.floor(at.getTime() / 60_000);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    const count = (this.#counts.get(tenant) ?? 0) + 1;
    this.#counts.set(tenant, count);
    return count <= PER_MINUTE_MAX && this.#waitingCount < WAITING_MAX;
  }
}

/** The history entries for a request: its own refusal, or the refused operations of a Bulk request. */
function refusalsOf(outcome: Outcome, at: Date): RefusalToKeep[] {
  const { principal, requestId, route, resourceId, status, refusal, refusedOperations, aborted } = outcome;
  if (aborted) return [];
  const whole = refusal ? [{ ...refusal, route, resourceId, status }] : [];
  return [...whole, ...refusedOperations]
    .filter((each) => verdictOf(each) === 'refused' && each.status !== TOO_MANY_REQUESTS)
    .map((each) => ({
      id: uuidV7(),
      at,
      requestId,
      tokenId: principal?.tokenId ?? null,
      route: each.route,
      resourceId: each.resourceId ?? null,
      status: each.status,
      scimType: each.scimType ?? null,
      detail: each.detail,
    }));
}

/** Whether a later attempt to store the refusals may succeed. */
function isPassing(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof ShareExceeded;
}
