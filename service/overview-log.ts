import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import type { Overview, TokenCalls } from './directory/overview';
import type { TenantRegistry } from './directory/tenant-registry';
import type { OnOutcome } from './http/outcome';

/** How often to check which tenants have something to store, in milliseconds. */
const ROUND_MS = 5_000;

/** Minimum time between two writes for a tenant, in milliseconds. */
const TENANT_MS = 60_000;

/**
 * Time after which a tenant is written even if it has no new calls, in milliseconds. The count of refusals in the last
 * 24 hours changes even without calls, and another replica may have ended before it stored its calls.
 */
const SILENCE_MS = 60 * 60 * 1_000;

/**
 * Minimum time between a call and the write for it, in milliseconds. The write also stores a count of refusals, and
 * refusals reach history with a delay.
 */
const SETTLE_MS = 3_000;

/** Pause after a failed write, in milliseconds. */
const PAUSE_MS = 30_000;

/** The calls of a tenant that are not stored yet: for each token, the last ones. */
interface News {
  /** Time of the first call that is not stored yet, in milliseconds. */
  readonly since: number;
  readonly tokens: Map<string, Times>;
}

interface Times {
  readonly accepted?: Date | undefined;
  readonly refused?: Date | undefined;
}

/**
 * Stores when tokens were last used and what each tenant contains, so that all replicas know. Writes soon after a call
 * but not more than once a minute per tenant, and once an hour without calls.
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
    if (!principal?.tenant || status >= 500) return;
    const { slug } = principal.tenant;
    const at = this.#now();
    const { tokens, since } = this.#news.get(slug) ?? { tokens: new Map<string, Times>(), since: at.getTime() };
    this.#news.set(slug, { tokens, since });
    const outcome = status < 400 ? 'accepted' : 'refused';
    tokens.set(principal.tokenId, { ...tokens.get(principal.tokenId), [outcome]: at });
  };

  /** Regularly stores what is not stored yet, until `stopped` aborts. */
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
      this.#tell(error, 'the last use of tokens was not noted');
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
        this.#tell(error, `the last use of tokens was not noted; tried again in ${PAUSE_MS / 1e3} seconds`);
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
      await this.#overview.note(slug, calls);
      this.#notedAt.set(slug, this.#now().getTime());
    } catch (error) {
      this.#keep(slug, news);
      throw error;
    }
  }

  /** Keeps calls that could not be stored. Later calls take precedence. */
  #keep(slug: string, news: News | undefined): void {
    if (!news) return;
    for (const [token, later] of this.#news.get(slug)?.tokens ?? []) {
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
