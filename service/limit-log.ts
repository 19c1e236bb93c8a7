import type { Logger } from 'pino';

import type { Limit, LimitMet, OnLimit } from './directory/limit';

/** Interval for counting exceeded limits before they are logged. */
const GATHER_MS = 60_000;

/** How often a tenant reached a limit, by the outcome of the requests. */
interface Tally {
  readonly tenant: string | undefined;
  readonly limit: Limit;
  readonly outcomes: Partial<Record<LimitMet['outcome'], number>>;
}

/**
 * Writes one line per tenant, limit and minute while a limit is exceeded: the number of requests, but never their
 * contents. A line per request would turn a flood of requests into a flood of lines.
 */
export class LimitLog {
  readonly #log: Logger;
  readonly #tallies = new Map<string, Tally>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  readonly onLimit: OnLimit = ({ tenant, limit, outcome }) => {
    this.#timer ??= setTimeout(() => {
      this.write();
    }, GATHER_MS).unref();
    const key = `${limit} ${tenant ?? ''}`;
    const tally = this.#tallies.get(key) ?? { tenant, limit, outcomes: {} };
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
    this.#tallies.set(key, tally);
  };

  /** Writes the counts so far. Must be called before the process ends. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { tenant, limit, outcomes } of this.#tallies.values()) {
      this.#log.warn({ tenant, limit, ...outcomes }, 'limit met');
    }
    this.#tallies.clear();
  }
}
