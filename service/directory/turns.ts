import { FairQueue, type Kind, type Shares } from './fair-queue';
import type { Limit, Waiting } from './limit';

/** A request got no place in time, or too many requests were already waiting. */
export class ShareExceeded extends Error {
  override readonly name = 'ShareExceeded';
  readonly limit: SharedLimit;

  /**
   * How long the request waited for a place. This is 0 if the request was refused immediately, because too many
   * requests were already waiting.
   */
  readonly waitedSeconds: number;

  /** True if the tenant's own requests hold the places. False if requests of other tenants hold them. */
  readonly isOwn: boolean;

  constructor(limit: SharedLimit, waitedSeconds: number, isOwn: boolean) {
    super(`no place is free for the tenant (${limit})`);
    this.limit = limit;
    this.waitedSeconds = waitedSeconds;
    this.isOwn = isOwn;
  }
}

/** The limits at which requests have to wait. */
export type SharedLimit = Extract<Limit, 'room' | 'searches' | 'share'>;

/** Reports when a request need not wait any longer, because its time is up or its client has disconnected. */
export interface Patience {
  /** Calls `listener` when the request need not wait any longer. @returns a function that stops listening. */
  onOver(listener: (reason: Error) => void): () => void;
}

/** Assigns places to waiting requests in turn, and limits how long they wait. */
export class Turns {
  readonly #queue: FairQueue;
  readonly #waitSeconds: number;
  readonly #limits: Readonly<Record<Kind, SharedLimit>>;

  /**
   * @param waitSeconds maximum time that a request waits.
   * @param limits the limit to report, by kind of request.
   */
  constructor(shares: Shares, waitSeconds: number, limits: Readonly<Record<Kind, SharedLimit>>) {
    this.#queue = new FairQueue(shares);
    this.#waitSeconds = waitSeconds;
    this.#limits = limits;
  }

  /** The requests that are waiting now. */
  readonly waiting: Waiting = () => this.#queue.waiting();

  /** Takes a place for the tenant, if one is free. Returns whether the tenant got the place. */
  take(tenant: string, kind: Kind): boolean {
    return this.#queue.take(tenant, kind);
  }

  /** Returns the place that {@link take} or {@link turn} took. */
  give(tenant: string, kind: Kind): void {
    this.#queue.give(tenant, kind);
  }

  /**
   * Waits until the tenant gets a place.
   *
   * @throws {ShareExceeded} when too many requests are already waiting, or the wait takes too long. When `patience`
   * ends the wait, throws the reason that `patience` reports. In all these cases, no work has begun.
   */
  turn(tenant: string, kind: Kind, patience: Patience | undefined): Promise<void> {
    return new Promise((granted, refused) => {
      const waiter = {
        tenant,
        kind,
        granted: () => {
          end();
          granted();
        },
      };
      const refuse = (reason: Error) => {
        end();
        this.#queue.leave(waiter);
        refused(reason);
      };
      const limit = this.#limits[kind];
      const timer = setTimeout(() => {
        refuse(new ShareExceeded(limit, this.#waitSeconds, this.#queue.holdsShare(tenant, kind)));
      }, this.#waitSeconds * 1e3);
      const unwatch = patience?.onOver(refuse);
      const end = () => {
        clearTimeout(timer);
        unwatch?.();
      };
      if (!this.#queue.join(waiter)) refuse(new ShareExceeded(limit, 0, this.#queue.waitsMost(tenant)));
    });
  }
}
