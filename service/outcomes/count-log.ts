import type { Logger } from 'pino';

import type { Overview } from '../directory/overview';
import type { TenantRegistry } from '../directory/tenant-registry';
import { type OnOutcome, verdictOf } from '../http/outcome';

import { RequestsByHour } from './requests-by-hour';
import { type Rounds, storeInRounds, storeRest } from './rounds';

/** Minimum time between two writes for a tenant that receives requests, in milliseconds. */
const CALLED_MS = 60_000;

/**
 * Time after which a tenant's counts are stored again even without new requests, in milliseconds. The number of
 * refusals in the last 24 hours changes even without requests, and another replica may have exited before it stored the
 * requests that it had counted.
 */
const SILENCE_MS = 60 * 60 * 1_000;

/**
 * How long to wait after a request before storing it, in milliseconds. The same write also stores the number of
 * refusals, and a refusal reaches history with a delay.
 */
const SETTLE_MS = 3_000;

/** Data about one tenant, waiting to be stored. */
interface News {
  /** Time of the first request that is not stored yet, in milliseconds. */
  readonly since: number;

  /** The number of Entra's requests. */
  readonly requests: RequestsByHour;
}

/**
 * Stores what each tenant contains, and how many requests Entra sent in each hour, so that all replicas know both. New
 * requests are stored within a minute, but at most once a minute per tenant. Without requests, the data are stored once
 * an hour. No request waits for the write.
 */
export class CountLog {
  readonly #overview: Pick<Overview, 'note'>;
  readonly #now: () => Date;
  readonly #rounds: Rounds;

  // By tenant. Times are in milliseconds.
  readonly #news = new Map<string, News>();
  readonly #storedAt = new Map<string, number>();
  readonly #newsStoredAt = new Map<string, number>();

  constructor(overview: Pick<Overview, 'note'>, registry: TenantRegistry, log: Logger, now: () => Date) {
    this.#overview = overview;
    this.#now = now;
    this.#rounds = {
      log,
      trouble: 'users, groups, refusals and requests were not counted',
      due: () => registry.tenants.map(({ slug }) => slug).filter((slug) => this.#isDue(slug)),
      store: (slug) => this.#store(slug),
      pending: () => this.#news.keys(),
    };
  }

  readonly onOutcome: OnOutcome = ({ principal, ...request }) => {
    if (!principal?.tenant) return;
    const { slug } = principal.tenant;
    const at = this.#now();
    const news = this.#news.get(slug) ?? { since: at.getTime(), requests: new RequestsByHour() };
    this.#news.set(slug, news);
    if (principal.scope === 'provision') news.requests.add(at, { [verdictOf(request) ?? 'failed']: 1 });
  };

  /** Stores new requests and counts at regular intervals, until `stopped` aborts. */
  run(stopped: AbortSignal): Promise<void> {
    return storeInRounds(this.#rounds, stopped);
  }

  /** Stores the remaining requests when the process ends. */
  close(): Promise<void> {
    return storeRest(this.#rounds);
  }

  #isDue(slug: string): boolean {
    const now = this.#now().getTime();
    const news = this.#news.get(slug);
    const age = (times: ReadonlyMap<string, number>) => now - (times.get(slug) ?? -Infinity);
    if (age(this.#storedAt) >= SILENCE_MS) return true;
    return news !== undefined && now - news.since >= SETTLE_MS && age(this.#newsStoredAt) >= CALLED_MS;
  }

  async #store(slug: string): Promise<void> {
    const news = this.#news.get(slug);
    this.#news.delete(slug);
    try {
      await this.#overview.note(slug, news?.requests.items() ?? []);
    } catch (error) {
      if (news) this.#keep(slug, news);
      throw error;
    }
    const now = this.#now().getTime();
    this.#storedAt.set(slug, now);
    if (news) this.#newsStoredAt.set(slug, now);
  }

  /** Keeps requests that could not be stored, and adds them to later requests. */
  #keep(slug: string, news: News): void {
    for (const { hour, ...counts } of this.#news.get(slug)?.requests.items() ?? []) news.requests.add(hour, counts);
    this.#news.set(slug, news);
  }
}
