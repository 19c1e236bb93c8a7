/**
 * Kinds of work that wait for a place: a search that no index answers is a `scan`, everything else is `ordinary`. Scans
 * may not take all places, so that ordinary requests always find one.
 */
export type Kind = 'ordinary' | 'scan';

/**
 * How many places there are (for connections or memory), how many each may hold, and how many requests may wait for
 * one.
 */
export interface Shares {
  /** Places in total. */
  readonly places: number;

  /** Maximum number of places that one tenant holds. */
  readonly perTenant: number;

  /** Maximum number of places that scans of all tenants hold together. */
  readonly scans: number;

  /** Maximum number of places that scans of one tenant hold. */
  readonly scansPerTenant: number;

  /** Maximum number of requests of one tenant that wait. */
  readonly waitingPerTenant: number;

  /** Maximum number of requests that wait in total. */
  readonly waiting: number;
}

/** A request that waits. */
export interface Waiter {
  readonly tenant: string;
  readonly kind: Kind;

  /** Called once, when the request may go on. */
  readonly granted: () => void;
}

/** Places that a tenant holds, how many of them serve scans, and how many of its requests wait. */
interface Held {
  all: number;
  scans: number;
  waiting: number;
}

/**
 * Gives out places fairly: tenants that wait take turns, and the requests of one tenant come in the order in which
 * they were sent. So a tenant with a thousand requests holds up another one by one request, not by a thousand.
 *
 * Ordinary requests and scans queue apart and take turns too: a scan that may not go yet holds up nobody.
 */
export class FairQueue {
  readonly #shares: Shares;
  readonly #held = new Map<string, Held>();

  /** Waiting requests, by tenant. The tenant that is next comes first. */
  readonly #lines: Readonly<Record<Kind, Map<string, Set<Waiter>>>> = { ordinary: new Map(), scan: new Map() };
  #free: number;
  #scans = 0;
  #waiting = 0;
  #next: Kind = 'ordinary';

  constructor(shares: Shares) {
    this.#shares = shares;
    this.#free = shares.places;
  }

  /** Takes a place, if the tenant may have one at once. No waiting request could have used it. */
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

  /** Gives a place back, and lets the next ones go on. */
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

  /** Waits in line. False when too many wait already. */
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

  /** Takes a request out of the line. */
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

  /** Whether a tenant holds all the places that it may hold for requests of this kind. */
  holdsShare(tenant: string, kind: Kind): boolean {
    const held = this.#held.get(tenant);
    if (!held) return false;
    const { perTenant, scansPerTenant } = this.#shares;
    return held.all >= perTenant || (kind === 'scan' && held.scans >= scansPerTenant);
  }

  /** Whether no more requests of a tenant may wait. */
  waitsMost(tenant: string): boolean {
    return (this.#held.get(tenant)?.waiting ?? 0) >= this.#shares.waitingPerTenant;
  }

  /** Requests that wait now, by tenant. */
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
      line.set(tenant, others); // behind all others
    }
    granted();
    return true;
  }

  /**
   * The request of this kind whose turn it is. Passes over only the tenants that hold their full share, which are few.
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

  /** Forgets a tenant that neither holds a place nor waits for one. */
  #forget(tenant: string, held: Held): void {
    if (held.all === 0 && held.waiting === 0) this.#held.delete(tenant);
  }
}
