import { setTimeout as sleep } from 'node:timers/promises';

import type { TenantKey } from '../directory/store';

import type { Numbering } from './event-log';

/** How often a tenant is looked at for which somebody waits: other processes tell of no change. */
const ROUND_MS = 250;

/** Least time from one look to the next, so that many tenants with waiting readers cost no more than 200 looks a second. */
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
  readonly #waiting = new Map<string, { readonly tenant: TenantKey; readonly waiters: Set<Waiter> }>();
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(look: (tenant: TenantKey) => Promise<Numbering>) {
    this.#look = look;
  }

  /** Whether {@link close} was called. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether as many readers of a tenant wait as may. */
  isFull({ slug }: TenantKey): boolean {
    return (this.#waiting.get(slug)?.waiters.size ?? 0) >= WAITING_MAX;
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
        over.abort();
      },
    };
    gone.addEventListener('abort', waiter.wake);
    const { waiters } = this.#waitersOf(tenant);
    waiters.add(waiter);
    this.#looking ??= this.#lookAround();
    await sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
    gone.removeEventListener('abort', waiter.wake);
    waiters.delete(waiter);
    if (waiters.size === 0) this.#waiting.delete(tenant.slug);
  }

  /** Wakes those who wait for a tenant: this process has just changed something. */
  tell(slug: string): void {
    for (const { wake } of this.#waiting.get(slug)?.waiters ?? []) wake();
  }

  /** Ends all waiting, for good. */
  close(): void {
    this.#closed = true;
    for (const slug of this.#waiting.keys()) this.tell(slug);
  }

  #waitersOf(tenant: TenantKey) {
    const known = this.#waiting.get(tenant.slug) ?? { tenant, waiters: new Set() };
    this.#waiting.set(tenant.slug, known);
    return known;
  }

  async #lookAround(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#closed) {
      const round = sleep(ROUND_MS, undefined, { ref: false });
      for (const { tenant, waiters } of [...this.#waiting.values()]) {
        // While the database is away there is no news, and readers are answered when their time is over.
        const found = await this.#look(tenant).catch(() => undefined);
        for (const { position, wake } of [...waiters]) {
          if (found && (found.isBehind || found.last >= position)) wake();
        }
        await sleep(LOOK_MS, undefined, { ref: false });
      }
      await round;
    }
    this.#looking = undefined;
  }
}
