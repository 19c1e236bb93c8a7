/**
 * The kind of a request that waits for a place. A search that no index can answer is a `scan`; all other work is
 * `ordinary`. Scans must not take all places, so that some places remain for ordinary requests.
 */
export type Kind = 'ordinary' | 'scan';

/**
 * The limits of a queue. A place is the permission to use a resource that is scarce: a database connection, or memory.
 */
export interface Shares {
  /** Places in total. */
  readonly places: number;

  /** Maximum number of places that one tenant may hold. */
  readonly perTenant: number;

  /** Maximum number of places that scans of all tenants may hold together. */
  readonly scans: number;

  /** Maximum number of places that scans of one tenant may hold. */
  readonly scansPerTenant: number;

  /** Maximum number of waiting requests of one tenant. */
  readonly waitingPerTenant: number;

  /** Maximum number of waiting requests in total. */
  readonly waiting: number;
}

/** A request in the queue. */
export interface Waiter {
  readonly tenant: string;
  readonly kind: Kind;

  /** Called once, when the request gets its place. */
  readonly granted: () => void;
}

/** The places that a tenant holds, and the number of its waiting requests. */
interface Held {
  all: number;
  scans: number;
  waiting: number;
}

/**
 * Assigns places fairly: waiting tenants take turns, and the requests of one tenant are served in the order of their
 * arrival. So a tenant with a thousand requests delays another tenant by one request, not by a thousand.
 *
 * Ordinary requests and scans wait in separate queues, which also take turns. So a waiting scan does not delay ordinary
 * requests.
 */
export class FairQueue {
  readonly #shares: Shares;
  readonly #held = new Map<string, Held>();

  /** Waiting requests by tenant. The tenant whose turn is next comes first. */
  readonly #lines: Readonly<Record<Kind, Map<string, Set<Waiter>>>> = { ordinary: new Map(), scan: new Map() };
  #free: number;
  #scans = 0;
  #waiting = 0;
  #next: Kind = 'ordinary';

  constructor(shares: Shares) {
    this.#shares = shares;
    this.#free = shares.places;
  }

  /**
   * Takes a place if the tenant may have one now. This never overtakes a waiting request, because a place that such a
   * request could use is assigned to it as soon as the place becomes free.
   */
  take(tenant: string, kind: Kind): boolean {
    if (!this.#mayHave(tenant, kind)) return false;
    const held = this.#of(tenant);
    held.all++;
    this.#free--;
    if (kind === 'scan') {
      held.scans++;
      this.#scans++;
    }
    return true;
  }

  /** Gives back a place, and assigns free places to the next requests. */
  give(tenant: string, kind: Kind): void {
    const held = this.#of(tenant);
    held.all--;
    this.#free++;
    if (kind === 'scan') {
      held.scans--;
      this.#scans--;
    }
    this.#forget(tenant, held);
    while (this.#waiting > 0 && this.#grantNext());
  }

  /** Adds a request to the queue. Returns false when too many requests are already waiting. */
  join(waiter: Waiter): boolean {
    const { tenant, kind } = waiter;
    const held = this.#of(tenant);
    if (this.waitsMost(tenant) || this.#waiting >= this.#shares.waiting) {
      this.#forget(tenant, held);
      return false;
    }
    held.waiting++;
    this.#waiting++;
    const line = this.#lines[kind];
    const waiters = line.get(tenant);
    if (waiters) waiters.add(waiter);
    else line.set(tenant, new Set([waiter]));
    return true;
  }

  /** Removes a request from the queue. */
  leave(waiter: Waiter): void {
    const { tenant, kind } = waiter;
    const line = this.#lines[kind];
    const waiters = line.get(tenant);
    if (!waiters?.delete(waiter)) return;
    if (waiters.size === 0) line.delete(tenant);
    const held = this.#of(tenant);
    held.waiting--;
    this.#waiting--;
    this.#forget(tenant, held);
  }

  /** Whether a tenant already holds the maximum number of places for requests of this kind. */
  holdsShare(tenant: string, kind: Kind): boolean {
    const held = this.#held.get(tenant);
    if (!held) return false;
    const { perTenant, scansPerTenant } = this.#shares;
    return held.all >= perTenant || (kind === 'scan' && held.scans >= scansPerTenant);
  }

  /** Whether a tenant already has the maximum number of waiting requests. */
  waitsMost(tenant: string): boolean {
    return (this.#held.get(tenant)?.waiting ?? 0) >= this.#shares.waitingPerTenant;
  }

  /** The number of waiting requests per tenant, for tenants that have any. */
  *waiting(): Generator<readonly [tenant: string, requests: number]> {
    for (const [tenant, { waiting }] of this.#held) if (waiting > 0) yield [tenant, waiting];
  }

  #grantNext(): boolean {
    const other = this.#next === 'ordinary' ? 'scan' : 'ordinary';
    const waiter = this.#first(this.#next) ?? this.#first(other);
    if (!waiter) return false;

    const { tenant, kind, granted } = waiter;
    this.leave(waiter);
    this.take(tenant, kind);
    this.#next = kind === 'ordinary' ? 'scan' : 'ordinary';
    const line = this.#lines[kind];
    const others = line.get(tenant);
    if (others) {
      line.delete(tenant);
      line.set(tenant, others); // move the tenant behind all others
    }
    granted();
    return true;
  }

  /**
   * Finds the next request of this kind. The search is short, because it skips only tenants that hold their full share.
   */
  #first(kind: Kind): Waiter | undefined {
    if (this.#free === 0 || (kind === 'scan' && this.#scans >= this.#shares.scans)) return undefined;
    for (const [tenant, [waiter]] of this.#lines[kind]) {
      if (this.#mayHave(tenant, kind)) return waiter;
    }
    return undefined;
  }

  #mayHave(tenant: string, kind: Kind): boolean {
    if (this.#free === 0 || this.holdsShare(tenant, kind)) return false;
    return kind === 'ordinary' || this.#scans < this.#shares.scans;
  }

  #of(tenant: string): Held {
    let held = this.#held.get(tenant);
    if (!held) this.#held.set(tenant, (held = { all: 0, scans: 0, waiting: 0 }));
    return held;
  }

  /** Deletes the record of a tenant that neither holds a place nor waits for one. */
  #forget(tenant: string, held: Held): void {
    if (held.all === 0 && held.waiting === 0) this.#held.delete(tenant);
  }
}
