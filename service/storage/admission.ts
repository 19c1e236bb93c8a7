import type { Budget } from '../directory/budget';
import { ShareExceeded } from '../directory/store';

import { FairQueue, type Kind } from './fair-queue';

/** What of the connections a tenant may hold. */
export interface AdmissionOptions {
  /**
   * Most connections that one tenant holds.
   *
   * @default half of the pool, at least one.
   */
  readonly tenantConnections?: number;

  /**
   * Most connections that the searches of one tenant hold which no index answers.
   *
   * @default a quarter of the pool, at least one.
   */
  readonly scanConnections?: number;

  /**
   * Longest that a request waits for a connection.
   *
   * @default 15,000 - what is left of its deadline is for what it asks. On a machine that is ten times overloaded the last
   *   of five hundred changes to one group, sent at once, waits somewhat longer than 10 seconds.
   */
  readonly waitMs?: number;

  /**
   * Most requests of one tenant that wait. What comes beyond is refused at once.
   *
   * @default 1,000 - more than any client has under way that waits for answers.
   */
  readonly waitingPerTenant?: number;
}

const WAIT_MS = 15_000;
const WAITING_PER_TENANT = 1_000;

/** Most requests that wait in all: each holds a body in memory. */
const WAITING = 5_000;

/** Lets requests have a connection when it is their turn, and not for ever. */
export class Admission {
  readonly #queue: FairQueue;
  readonly #waitMs: number;

  /** @param connections of the pool. */
  constructor(connections: number, options: AdmissionOptions) {
    const part = (share: number) => Math.max(1, Math.floor(connections * share));
    this.#queue = new FairQueue({
      connections,
      perTenant: options.tenantConnections ?? part(1 / 2),
      scans: part(1 / 2),
      scansPerTenant: options.scanConnections ?? part(1 / 4),
      waitingPerTenant: options.waitingPerTenant ?? WAITING_PER_TENANT,
      waiting: WAITING,
    });
    this.#waitMs = options.waitMs ?? WAIT_MS;
  }

  /** Whether a connection is free for the tenant. It is the tenant's then. */
  take(tenant: string, kind: Kind): boolean {
    return this.#queue.take(tenant, kind);
  }

  /** Gives back what {@link take} or {@link turn} took. */
  give(tenant: string, kind: Kind): void {
    this.#queue.give(tenant, kind);
  }

  /**
   * Waits until a connection is the tenant's.
   *
   * @throws {ShareExceeded} when too many wait already, or it takes too long; {BudgetOver} when the client goes, or its
   *   time is over: nothing has begun.
   */
  turn(tenant: string, kind: Kind, budget: Budget | undefined): Promise<void> {
    return new Promise((granted, refused) => {
      const place = {
        tenant,
        kind,
        granted: () => {
          end();
          granted();
        },
      };
      const refuse = (error: Error) => {
        end();
        this.#queue.leave(place);
        refused(error);
      };
      const limit = kind === 'scan' ? 'searches' : 'share';
      const timer = setTimeout(() => {
        refuse(new ShareExceeded(limit, this.#waitMs / 1000));
      }, this.#waitMs);
      const unwatch = budget?.onOver(refuse);
      const end = () => {
        clearTimeout(timer);
        unwatch?.();
      };
      if (!this.#queue.join(place)) refuse(new ShareExceeded(limit, 0));
    });
  }
}
