import type { Logger } from 'pino';

import type { Overview } from './directory/overview';
import type { TenantRegistry } from './directory/tenant-registry';
import type { OnOutcome } from './http/outcome';
import { storeInRounds } from './rounds';

/** Minimum interval between two counts of a tenant that is being called. */
const CALLED_MS = 60_000;

/**
 * Interval for counting a tenant that is not called. Even without calls, the number of refusals in the last 24 hours
 * changes. And another replica may have ended before it counted.
 */
const SILENCE_MS = 60 * 60 * 1_000;

/**
 * Minimum time between a call and the count after it. The count includes refusals, which themselves reach history with
 * a delay.
 */
const SETTLE_MS = 3_000;

/**
 * Stores for all replicas what each tenant contains: soon after a call, at most once a minute per tenant, and once an
 * hour without calls. No request waits for this.
 */
export class CountLog {
  readonly #overview: Pick<Overview, 'noteCounts'>;
  readonly #registry: TenantRegistry;
  readonly #log: Logger;
  readonly #now: () => Date;

  // Times in milliseconds, by tenant.
  readonly #calledAt = new Map<string, number>(); // of the first call after the last count
  readonly #countedAt = new Map<string, number>();
  readonly #countedCallsAt = new Map<string, number>(); // of the last count that followed a call

  constructor(overview: Pick<Overview, 'noteCounts'>, registry: TenantRegistry, log: Logger, now: () => Date) {
    this.#overview = overview;
    this.#registry = registry;
    this.#log = log;
    this.#now = now;
  }

  readonly onOutcome: OnOutcome = ({ principal }) => {
    const slug = principal?.tenant?.slug;
    if (slug !== undefined && !this.#calledAt.has(slug)) this.#calledAt.set(slug, this.#now().getTime());
  };

  /** Counts the tenants that are due, again and again, until stopped. */
  run(stopped: AbortSignal): Promise<void> {
    return storeInRounds(
      {
        registry: this.#registry,
        log: this.#log,
        trouble: 'users, groups and refusals were not counted',
        isDue: (slug) => this.#isDue(slug),
        store: (slug) => this.#count(slug),
      },
      stopped,
    );
  }

  #isDue(slug: string): boolean {
    const now = this.#now().getTime();
    const calledAt = this.#calledAt.get(slug);
    const age = (times: ReadonlyMap<string, number>) => now - (times.get(slug) ?? -Infinity);
    if (age(this.#countedAt) >= SILENCE_MS) return true;
    return calledAt !== undefined && now - calledAt >= SETTLE_MS && age(this.#countedCallsAt) >= CALLED_MS;
  }

  async #count(slug: string): Promise<void> {
    const calledAt = this.#calledAt.get(slug);
    this.#calledAt.delete(slug); // before the count, which may miss a call that is made meanwhile
    try {
      await this.#overview.noteCounts(slug);
    } catch (error) {
      if (calledAt !== undefined) this.#calledAt.set(slug, calledAt);
      throw error;
    }
    const now = this.#now().getTime();
    this.#countedAt.set(slug, now);
    if (calledAt !== undefined) this.#countedCallsAt.set(slug, now);
  }
}
