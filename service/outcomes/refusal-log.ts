import type { Logger } from 'pino';
import { v7 as uuidV7 } from 'uuid';

import { databaseTrouble } from '../database-trouble';
import type { RefusalToKeep } from '../directory/history';
import { StoreUnavailable } from '../directory/store';
import { ShareExceeded } from '../directory/turns';
import { type OnOutcome, type Outcome, verdictOf } from '../http/outcome';

/**
 * Stores refused requests of a tenant in its history, up to {@link BATCH} per call. Skips refusals that are already in
 * the history.
 */
export type KeepRefusals = (tenant: string, refusals: readonly RefusalToKeep[]) => Promise<void>;

/** How long refusals are collected before they are written. */
const GATHER_MS = 1_000;

/** Pause after a failed write. */
const PAUSE_MS = 30_000;

/** Maximum number of refusals that wait to be written. */
const WAITING_MAX = 1_000;

/** Maximum number of refusals that are written together. */
const BATCH = 100;

/** Maximum number of refusals to keep per tenant and minute. If a client always fails, more entries do not help. */
const PER_MINUTE_MAX = 100;

/** Requests with this status are not kept, because nothing was wrong with them except their timing. */
const TOO_MANY_REQUESTS = 429;

/**
 * Adds refused requests to their tenants' history after the requests have been answered, so that no request is slowed
 * down. While the database is unavailable, refusals wait in memory. If too many are waiting, further refusals are
 * dropped, and the log reports their number.
 */
export class RefusalLog {
  readonly #keep: KeepRefusals;
  readonly #log: Logger;
  readonly #now: () => Date;

  readonly #waiting = new Map<string, RefusalToKeep[]>();
  readonly #counts = new Map<string, number>();
  #minute = 0;
  #waitingCount = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing = Promise.resolve();

  constructor(keep: KeepRefusals, log: Logger, now: () => Date) {
    this.#keep = keep;
    this.#log = log;
    this.#now = now;
  }

  readonly onOutcome: OnOutcome = (outcome) => {
    const tenant = outcome.principal?.tenant?.slug;
    if (tenant === undefined) return;
    const refusals = refusalsOf(outcome, this.#now());
    if (refusals.length > 0) this.#timer ??= this.#writeAfter(GATHER_MS);
    for (const refusal of refusals) {
      if (this.#admits(tenant, refusal.at)) this.#put(tenant, refusal);
      else this.#dropped++;
    }
  };

  /** Writes the waiting refusals as soon as the current write has ended. */
  write(): Promise<void> {
    return (this.#writing = this.#writing.then(() => this.#writeWaiting()));
  }

  /** Writes the waiting refusals one last time, and logs how many are lost. */
  async close(): Promise<void> {
    await this.write();
    clearTimeout(this.#timer);
    this.#dropped += this.#waitingCount;
    this.#waiting.clear();
    this.#waitingCount = 0;
    this.#tellDropped('the database does not answer');
  }

  async #writeWaiting(): Promise<void> {
    clearTimeout(this.#timer);
    let trouble: unknown;
    let isAway = false;
    for (const [tenant, refusals] of this.#waiting) {
      while (refusals.length > 0 && !isAway) {
        const batch = refusals.slice(0, BATCH);
        try {
          await this.#keep(tenant, batch);
        } catch (error) {
          trouble = error;
          isAway = isPassing(error);
          if (isAway) break; // the refusals stay in the queue
          this.#dropped += batch.length;
        }
        refusals.splice(0, batch.length);
        this.#waitingCount -= batch.length;
      }
      if (refusals.length === 0) this.#waiting.delete(tenant);
    }
    this.#tellDropped(trouble === undefined ? 'there were too many refusals' : databaseTrouble(trouble));
    this.#timer = this.#waitingCount > 0 ? this.#writeAfter(isAway ? PAUSE_MS : GATHER_MS) : undefined;
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

  #writeAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => void this.write(), milliseconds).unref();
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
