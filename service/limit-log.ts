import type { Logger } from 'pino';

import type { Limit, LimitMet, OnLimit } from './directory/limit';

/** How long limits that were met are counted before they are logged. */
const GATHER_MS = 60_000;

/** How often a tenant met a limit, by what happened to the requests. */
interface Tally {
  readonly tenant: string | undefined;
  readonly limit: Limit;
  readonly outcomes: Partial<Record<LimitMet['outcome'], number>>;
}

/**
 * Writes one line per tenant, limit and minute while a limit is being met: how often, and never what was requested. A
 * line per request would turn a flood of requests into a flood of lines.
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

  /** Writes what was counted so far. Call it when the process ends. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { tenant, limit, outcomes } of this.#tallies.values()) {
      this.#log.warn({ tenant, limit, ...outcomes }, 'limit met');
    }
    this.#tallies.clear();
  }
}
