import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import type { Overview, TokenCalls } from './directory/overview';
import type { TenantRegistry } from './directory/tenant-registry';
import type { OnOutcome } from './http/outcome';
import { RequestsByHour } from './requests-by-hour';

/** How often to check which tenants have something to store, in milliseconds. */
const ROUND_MS = 5_000;

/** Minimum time between two writes for the same tenant, in milliseconds. */
const TENANT_MS = 60_000;

/**
 * Time after which a tenant's state is stored again even without new calls, in milliseconds. The count of refusals in
 * the last 24 hours changes even without calls, and another replica may have ended before it stored its calls.
 */
const SILENCE_MS = 60 * 60 * 1_000;

/**
 * How long to wait after a call before storing it, in milliseconds. The same write stores the count of refusals, which
 * reach history with a delay.
 */
const SETTLE_MS = 3_000;

/** Pause after a failed write, in milliseconds. */
const PAUSE_MS = 30_000;

/** What is not yet stored about a tenant: the last calls with each token, and the requests of Entra. */
interface News {
  /** Time of the first request that is not stored yet, in milliseconds. */
  readonly since: number;
  readonly tokens: Map<string, Times>;
  readonly requests: RequestsByHour;
}

interface Times {
  readonly accepted?: Date | undefined;
  readonly refused?: Date | undefined;
}

/**
 * Stores for all replicas when tokens were last used, how many requests Entra sent in each hour, and what each tenant
 * contains: soon after a request, at most once a minute per tenant, and once an hour without requests.
 */
export class OverviewLog {
  readonly #overview: Pick<Overview, 'note'>;
  readonly #registry: TenantRegistry;
  readonly #log: Logger;
  readonly #now: () => Date;

  readonly #news = new Map<string, News>(); // the calls that are not stored yet, by tenant
  readonly #notedAt = new Map<string, number>();

  constructor(overview: Pick<Overview, 'note'>, registry: TenantRegistry, log: Logger, now: () => Date) {
    this.#overview = overview;
    this.#registry = registry;
    this.#log = log;
    this.#now = now;
  }

  readonly onOutcome: OnOutcome = ({ principal, status }) => {
    if (!principal?.tenant) return;
    const { slug } = principal.tenant;
    const at = this.#now();
    const news: News = this.#news.get(slug) ?? {
      since: at.getTime(),
      tokens: new Map(),
      requests: new RequestsByHour(),
    };
    this.#news.set(slug, news);
    const { tokens, requests } = news;
    const outcome = outcomeOf(status);
    if (principal.scope === 'provision') requests.add(at, { [outcome]: 1 });
    if (outcome !== 'failed') tokens.set(principal.tokenId, { ...tokens.get(principal.tokenId), [outcome]: at });
  };

  /** Stores new calls at regular intervals, until `stopped` aborts. */
  async run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const pause = await this.#noteDue(stopped);
      await sleep(pause, undefined, { signal: stopped, ref: false }).catch(() => undefined);
    }
  }

  /** Stores the remaining calls when the process ends. */
  async close(): Promise<void> {
    try {
      for (const slug of [...this.#news.keys()]) await this.#note(slug);
    } catch (error) {
      this.#tell(error, 'the last use of tokens was not stored');
    }
  }

  /** @returns the number of milliseconds to wait before calling this function again. */
  async #noteDue(stopped: AbortSignal): Promise<number> {
    const start = this.#now().getTime();
    for (const { slug } of this.#registry.tenants) {
      if (stopped.aborted) return 0;
      const news = this.#news.get(slug);
      const hasNews = news !== undefined && start - news.since >= SETTLE_MS;
      if (start - (this.#notedAt.get(slug) ?? -Infinity) < (hasNews ? TENANT_MS : SILENCE_MS)) continue;
      try {
        const begun = performance.now();
        await this.#note(slug);
        // Pauses for as long as the write took, so that this work uses the shared connections at most half of the time,
        // however many tenants there are.
        await sleep(performance.now() - begun, undefined, { ref: false });
      } catch (error) {
        this.#tell(error, `the last use of tokens was not stored; the next attempt is in ${PAUSE_MS / 1e3} seconds`);
        return PAUSE_MS;
      }
    }
    return ROUND_MS;
  }

  async #note(slug: string): Promise<void> {
    const news = this.#news.get(slug);
    this.#news.delete(slug);
    const own = this.#registry.tokensOf(this.#registry.findTenant(slug)).map(({ id }) => id);
    const calls: TokenCalls[] = [...new Set([...own, ...(news?.tokens.keys() ?? [])])].map((tokenId) => {
      const { accepted, refused } = news?.tokens.get(tokenId) ?? {};
      return { tokenId, accepted, refused };
    });
    try {
      await this.#overview.note(slug, calls, news?.requests.items() ?? []);
      this.#notedAt.set(slug, this.#now().getTime());
    } catch (error) {
      this.#keep(slug, news);
      throw error;
    }
  }

  /** Keeps what could not be stored. Calls that were made in the meantime take precedence. */
  #keep(slug: string, news: News | undefined): void {
    if (!news) return;
    const meanwhile = this.#news.get(slug);
    for (const { hour, ...counts } of meanwhile?.requests.items() ?? []) news.requests.add(hour, counts);
    for (const [token, later] of meanwhile?.tokens ?? []) {
      const { accepted, refused } = later;
      const before = news.tokens.get(token);
      news.tokens.set(token, { accepted: accepted ?? before?.accepted, refused: refused ?? before?.refused });
    }
    this.#news.set(slug, news);
  }

  #tell(error: unknown, what: string): void {
    this.#log.warn({ reason: databaseTrouble(error) }, what);
  }
}

function outcomeOf(status: number): 'accepted' | 'failed' | 'refused' {
  if (status >= 500) return 'failed';
  return status < 400 ? 'accepted' : 'refused';
}
