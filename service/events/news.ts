import { setTimeout as sleep } from 'node:timers/promises';

import type { TenantKey } from '../directory/store';

import type { Numbering } from './event-log';

/**
 * Interval between two checks for new changes in a tenant while readers wait for the tenant's events. The checks are
 * needed because other processes do not announce their changes.
 */
const ROUND_MS = 250;

/**
 * Minimum average interval between two checks, across all tenants. It allows at most 200 checks per second in total,
 * however many tenants there are.
 */
const LOOK_MS = 5;

/** Maximum number of waiting readers per tenant. */
const WAITING_MAX = 20;

interface Waiter {
  /** The reader waits for a change at this position or later. */
  readonly position: number;
  readonly wake: () => void;
}

/** Lets readers wait for events without a database connection. All readers of a tenant share the same checks. */
export class News {
  readonly #look: (tenant: TenantKey) => Promise<Numbering>;
  readonly #waiting = new Map<string, Set<Waiter>>();
  #closed = false;

  /**
   * @param look finds the position up to which a tenant's changes are numbered. It may be called for many tenants at
   * the same time, but never twice at the same time for the same tenant.
   */
  constructor(look: (tenant: TenantKey) => Promise<Numbering>) {
    this.#look = look;
  }

  /** Whether {@link close} has been called. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether a tenant already has the maximum number of waiting readers. */
  isFull({ slug }: TenantKey): boolean {
    return (this.#waiting.get(slug)?.size ?? 0) >= WAITING_MAX;
  }

  /**
   * Waits until there may be an event at or after a position.
   *
   * @param ms maximum time to wait, in milliseconds.
   * @param gone ends the wait when the reader disconnects.
   */
  async from(tenant: TenantKey, position: number, ms: number, gone: AbortSignal): Promise<void> {
    if (this.#closed || gone.aborted) return;
    const over = new AbortController();
    const waiter: Waiter = {
      position,
      wake: () => {
        this.#waiting.get(tenant.slug)?.delete(waiter);
        over.abort();
      },
    };
    gone.addEventListener('abort', waiter.wake);
    this.#join(tenant, waiter);
    await sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
    gone.removeEventListener('abort', waiter.wake);
    waiter.wake();
  }

  /** Wakes the readers that are waiting for a tenant's events. Called when this process has made a change. */
  tell(slug: string): void {
    for (const { wake } of [...(this.#waiting.get(slug) ?? [])]) wake();
  }

  /** Ends all waits, and prevents new ones. */
  close(): void {
    this.#closed = true;
    for (const slug of this.#waiting.keys()) this.tell(slug);
  }

  #join(tenant: TenantKey, waiter: Waiter): void {
    const others = this.#waiting.get(tenant.slug);
    if (others) {
      others.add(waiter);
      return;
    }
    const waiters = new Set([waiter]);
    this.#waiting.set(tenant.slug, waiters);
    void this.#lookOut(tenant, waiters);
  }

  /** Checks a tenant for new events as long as at least one reader is waiting. */
  async #lookOut(tenant: TenantKey, waiters: ReadonlySet<Waiter>): Promise<void> {
    while (waiters.size > 0 && !this.#closed) {
      const round = sleep(Math.max(ROUND_MS, this.#waiting.size * LOOK_MS), undefined, { ref: false });
      // If a check fails, readers keep waiting. While the database is unavailable, they therefore get an empty answer
      // at the end of their waiting time.
      const found = await this.#look(tenant).catch(() => undefined);
      for (const { position, wake } of [...waiters]) {
        if (found && (found.isBehind || found.last >= position)) wake();
      }
      await round;
    }
    this.#waiting.delete(tenant.slug);
  }
}
