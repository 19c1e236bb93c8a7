import type { Verdict } from './directory/overview';
import type { Scope } from './directory/token';
import { type OnOutcome, verdictOf } from './http/outcome';

/** How long ago a tenant was last called with a token, in seconds. */
export interface CallAge {
  readonly tenant: string;
  readonly token: string;
  readonly scope: Scope;

  /** The outcome of the call. Requests that failed because of an error in the service do not count. */
  readonly outcome: Verdict;

  readonly seconds: number;
}

/**
 * The time of the last use of each token for each tenant since the process started. There is one entry for each
 * combination of tenant, token and outcome.
 */
export class LastCalls {
  readonly #at = new Map<string, Omit<CallAge, 'seconds'> & { at: number }>();
  readonly #now: () => number;

  /** @param now a clock, in milliseconds, that never goes backwards. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  readonly onOutcome: OnOutcome = ({ principal, ...request }) => {
    const outcome = verdictOf(request);
    if (!principal?.tenant || outcome === undefined) return;
    const { tokenId: token, scope } = principal;
    const { slug: tenant } = principal.tenant;
    const key = `${tenant} ${token} ${outcome}`;
    const call = this.#at.get(key);
    if (call) call.at = this.#now();
    else this.#at.set(key, { tenant, token, scope, outcome, at: this.#now() });
  };

  *ages(): Iterable<CallAge> {
    for (const { at, ...call } of this.#at.values()) yield { ...call, seconds: (this.#now() - at) / 1e3 };
  }
}
