import type { Logger } from 'pino';

import type { Limit, LimitMet, OnLimit } from '../directory/limit';

/** Time, in milliseconds, during which requests that reach a limit are counted before the counts are logged. */
const GATHER_MS = 60_000;

/** How often a tenant reached a limit, by the outcome of the requests. */
interface Tally {
  readonly tenant: string | undefined;
  readonly limit: Limit;
  readonly outcomes: Partial<Record<LimitMet['outcome'], number>>;
}

/**
 * While requests reach a limit, writes one line per tenant, limit and minute. Each line contains the number of
 * requests, but not their contents. One line per request would turn a flood of requests into a flood of log lines.
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
