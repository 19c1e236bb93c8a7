import { setTimeout as sleep } from 'node:timers/promises';

import type { TenantKey } from '../directory/store';

import type { Numbering } from './event-log';

/** How often a tenant is looked at for which somebody waits: other processes tell of no change. */
const ROUND_MS = 250;

/** Time for each tenant in a round, so that many tenants with waiting readers cost no more than 200 looks a second. */
const LOOK_MS = 5;

/** Most readers of one tenant that wait at a time. */
const WAITING_MAX = 20;

interface Waiter {
  /** Position from which on there is news for it. */
  readonly position: number;
  readonly wake: () => void;
}

/** Waits for events without a connection of the database: one look for all readers of a tenant, whoever they are. */
export class News {
  readonly #look: (tenant: TenantKey) => Promise<Numbering>;
  readonly #waiting = new Map<string, Set<Waiter>>();
  #closed = false;

  /** @param look finds out how far a tenant is. It may be called for many tenants at once, and for each one at a time. */
  constructor(look: (tenant: TenantKey) => Promise<Numbering>) {
    this.#look = look;
  }

  /** Whether {@link close} was called. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether as many readers of a tenant wait as may. */
  isFull({ slug }: TenantKey): boolean {
    return (this.#waiting.get(slug)?.size ?? 0) >= WAITING_MAX;
  }

  /**
   * Waits until there may be an event from a position on.
   *
   * @param ms longest that it waits.
   * @param gone ends it, when the reader goes.
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

  /** Wakes those who wait for a tenant: this process has just changed something. */
  tell(slug: string): void {
    for (const { wake } of [...(this.#waiting.get(slug) ?? [])]) wake();
  }

  /** Ends all waiting, for good. */
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

  /** Looks for news of a tenant as long as somebody waits for it. */
  async #lookOut(tenant: TenantKey, waiters: ReadonlySet<Waiter>): Promise<void> {
    while (waiters.size > 0 && !this.#closed) {
      const round = sleep(Math.max(ROUND_MS, this.#waiting.size * LOOK_MS), undefined, { ref: false });
      // While the database is away there is no news, and readers are answered when their time is over.
      const found = await this.#look(tenant).catch(() => undefined);
      for (const { position, wake } of [...waiters]) {
        if (found && (found.isBehind || found.last >= position)) wake();
      }
      await round;
    }
    this.#waiting.delete(tenant.slug);
  }
}
