import type { Logger } from 'pino';
import { v7 as uuidV7 } from 'uuid';

import { databaseTrouble } from './database-trouble';
import type { RefusalToKeep } from './directory/history';
import type { OnOutcome } from './http/outcome';

/** Keeps refused requests of a tenant in its history, {@link BATCH} at most. */
export type KeepRefusals = (tenant: string, refusals: readonly RefusalToKeep[]) => Promise<void>;

/** How long refusals are collected before they are written. */
const GATHER_MS = 1_000;

/** Pause after some could not be written. */
const PAUSE_MS = 30_000;

/** Maximum number of refusals that wait to be written. */
const WAITING_MAX = 1_000;

/** Maximum number of refusals that are written together. */
const BATCH = 100;

/** Maximum number that is kept of a tenant in a minute. A client that always fails says no more by failing more often. */
const PER_MINUTE_MAX = 100;

/** The request was in order; it only came too early. */
const TOO_MANY_REQUESTS = 429;

/**
 * Puts refused requests into their tenants' history after they were answered, so that it slows none of them. What is too
 * much, or cannot be written, is dropped, and the log says how many.
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

  constructor(keep: KeepRefusals, log: Logger, now: () => Date) {
    this.#keep = keep;
    this.#log = log;
    this.#now = now;
  }

  readonly onOutcome: OnOutcome = ({ principal, requestId, route, resourceId, status, refusal, aborted }) => {
    const tenant = principal?.tenant?.slug;
    if (tenant === undefined || !refusal || aborted || status >= 500 || status === TOO_MANY_REQUESTS) return;
    const at = this.#now();
    this.#timer ??= this.#writeAfter(GATHER_MS);
    if (!this.#admits(tenant, at)) {
      this.#dropped++;
      return;
    }
    const { scimType = null, detail } = refusal;
    const path = { route, resourceId: resourceId ?? null };
    const kept = {
      id: uuidV7(),
      at,
      requestId,
      tokenId: principal?.tokenId ?? null,
      ...path,
      status,
      scimType,
      detail,
    };
    const waiting = this.#waiting.get(tenant);
    if (waiting) waiting.push(kept);
    else this.#waiting.set(tenant, [kept]);
    this.#waitingCount++;
  };

  /** Writes what is waiting. Call it when the process ends. */
  async write(): Promise<void> {
    clearTimeout(this.#timer);
    const all = [...this.#waiting];
    this.#waiting.clear();
    this.#waitingCount = 0;
    const troubles: unknown[] = [];
    for (const [tenant, refusals] of all) {
      for (let from = 0; from < refusals.length; from += BATCH) {
        const batch = refusals.slice(from, from + BATCH);
        await this.#keep(tenant, batch).catch((error: unknown) => {
          troubles.push(error);
          this.#dropped += batch.length;
        });
      }
    }
    if (this.#dropped > 0) {
      const reason = troubles.length > 0 ? databaseTrouble(troubles[0]) : 'there were too many';
      this.#log.warn({ dropped: this.#dropped, reason }, 'refused requests were not kept in history');
    }
    this.#dropped = 0;
    this.#timer =
      this.#waitingCount > 0 || troubles.length > 0
        ? this.#writeAfter(troubles.length > 0 ? PAUSE_MS : GATHER_MS)
        : undefined;
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
