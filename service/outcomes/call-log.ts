import type { Logger } from 'pino';

import type { Overview, TokenCalls } from '../directory/overview';
import type { TenantRegistry } from '../directory/tenant-registry';
import { type OnOutcome, verdictOf } from '../http/outcome';

import { type Rounds, storeInRounds, storeRest } from './rounds';

/** Minimum time between two writes for the same tenant, in milliseconds. */
const TENANT_MS = 5_000;

/** For each token, the latest calls that have not been stored yet. */
type News = Map<string, TokenCalls>;

/**
 * Stores when each token was last used, so that the time is known to all replicas. The first call after a pause is
 * stored within about a second, so an admin who tests the connection in Entra sees the test in the portal, whichever
 * replica serves the page. No request waits for the write.
 */
export class CallLog {
  readonly #overview: Pick<Overview, 'noteCalls'>;
  readonly #registry: TenantRegistry;
  readonly #now: () => Date;
  readonly #rounds: Rounds;

  readonly #news = new Map<string, News>(); // by tenant
  readonly #storedAt = new Map<string, number>(); // in milliseconds
  readonly #known = new Set<string>(); // tenants and tokens that were stored at least once

  constructor(overview: Pick<Overview, 'noteCalls'>, registry: TenantRegistry, log: Logger, now: () => Date) {
    this.#overview = overview;
    this.#registry = registry;
    this.#now = now;
    this.#rounds = {
      log,
      trouble: 'the last use of tokens was not stored',
      due: () => registry.tenants.map(({ slug }) => slug).filter((slug) => this.#isDue(slug)),
      store: (slug) => this.#store(slug),
      pending: () => this.#news.keys(),
    };
  }

  readonly onOutcome: OnOutcome = ({ principal, ...request }) => {
    const verdict = verdictOf(request);
    if (!principal?.tenant || !verdict) return;
    const { tokenId, scope, tenant } = principal;
    const news = this.#newsOf(tenant.slug);
    const { accepted, refused } = news.get(tokenId) ?? {};
    news.set(tokenId, { tokenId, scope, accepted, refused, [verdict]: this.#now() });
    this.#news.set(tenant.slug, news);
  };

  /** Stores new calls at regular intervals, until `stopped` aborts. */
  run(stopped: AbortSignal): Promise<void> {
    return storeInRounds(this.#rounds, stopped);
  }

  /** Stores the remaining calls when the process ends. */
  close(): Promise<void> {
    return storeRest(this.#rounds);
  }

  #isDue(slug: string): boolean {
    const age = this.#now().getTime() - (this.#storedAt.get(slug) ?? -Infinity);
    return age >= TENANT_MS && (this.#newsOf(slug).size > 0 || this.#unknownTokens(slug).length > 0);
  }

  async #store(slug: string): Promise<void> {
    const news = this.#newsOf(slug);
    const calls = [...this.#unknownTokens(slug), ...news.values()];
    this.#news.delete(slug);
    try {
      await this.#overview.noteCalls(slug, calls);
    } catch (error) {
      // Keeps the calls for the next attempt. Later calls take precedence.
      for (const { accepted, refused, ...token } of this.#newsOf(slug).values()) {
        const before = news.get(token.tokenId);
        news.set(token.tokenId, {
          ...token,
          accepted: accepted ?? before?.accepted,
          refused: refused ?? before?.refused,
        });
      }
      this.#news.set(slug, news);
      throw error;
    }
    this.#storedAt.set(slug, this.#now().getTime());
    for (const { tokenId } of calls) this.#known.add(keyOf(slug, tokenId));
  }

  /**
   * Those tokens of a tenant that this replica has never stored. They are stored even if they are unused, so that the
   * service knows how long it has had them.
   */
  #unknownTokens(slug: string): TokenCalls[] {
    return this.#registry
      .tokensOf(this.#registry.findTenant(slug))
      .filter(({ id }) => !this.#known.has(keyOf(slug, id)))
      .map(({ id: tokenId, scope }) => ({ tokenId, scope, accepted: undefined, refused: undefined }));
  }

  #newsOf(slug: string): News {
    return this.#news.get(slug) ?? new Map<string, TokenCalls>();
  }
}

function keyOf(slug: string, tokenId: string): string {
  return `${slug} ${tokenId}`;
}
