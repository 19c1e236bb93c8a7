import type { Request, Response } from 'express';
import { LRUCache } from 'lru-cache';

import type { Rate } from '../directory/rate';
import type { Tenant } from '../directory/tenant';
import type { Scope } from '../directory/token';
import { TokenBuckets } from '../directory/token-buckets';

import { clientNetwork } from './client-network';

/**
 * Rate limit per address for all requests without a known token. At this rate, nobody can guess the 256 random bits of
 * a token.
 */
const STRANGERS: Rate = { perSecond: 5, burst: 100 };

/**
 * Maximum number of addresses to remember for requests without a known token. Each address takes a few hundred bytes.
 * When there are more addresses, the least recently seen one is forgotten.
 */
const ADDRESSES_MAX = 10_000;

/** A client sent more requests than its rate allows. The message names the rate and the remedy. */
export class RateExceeded extends Error {
  override readonly name = 'RateExceeded';

  /** Whole seconds until another request is accepted. */
  readonly nextInSeconds: number;

  constructor(nextInSeconds: number, message: string) {
    super(message);
    this.nextInSeconds = nextInSeconds;
  }
}

/**
 * Applies each tenant's rate to its requests from Entra and, separately, to the requests of all its readers together.
 * Requests without a known token are limited by address.
 */
export class RequestRates {
  readonly #tenants = new TokenBuckets();
  readonly #readers = new TokenBuckets(); // separate, so that readers do not use up Entra's rate
  readonly #strangers = new TokenBuckets(new LRUCache({ max: ADDRESSES_MAX }));

  /**
   * Accepts a tenant's request, and sets headers that tell the client how many more requests it may send
   * (draft-ietf-httpapi-ratelimit-headers-10). In these headers, the quota is the burst, and the window is the time
   * that it takes to refill the burst.
   *
   * @throws {RateExceeded} when the tenant has used up its rate.
   */
  admit({ slug, rate }: Pick<Tenant, 'rate' | 'slug'>, scope: Scope, res: Response): void {
    const buckets = scope === 'read' ? this.#readers : this.#tenants;
    const { granted, remaining, nextInSeconds } = buckets.take(slug, rate);
    const { perSecond, burst } = rate;
    res.setHeader('RateLimit-Policy', `"default";q=${burst};w=${Math.ceil(burst / perSecond)}`);
    res.setHeader('RateLimit', `"default";r=${remaining};t=${nextInSeconds}`);
    if (granted) return;

    const [whose, remedy] =
      scope === 'read'
        ? [`readers of '${slug}'`, 'wait for the time in Retry-After, and read less often']
        : [
            `'${slug}'`,
            'Entra retries automatically; if the error persists, look for another client with the same token, ' +
              'or have the operators of the service raise service.rate',
          ];
    const limit = `${whose} may send ${perSecond} requests a second, and ${burst} in a burst after a pause`;
    throw new RateExceeded(nextInSeconds, `${limit}; ${remedy}`);
  }

  /**
   * Counts a request without a known token. Authentication then refuses the request. Requests with a known token are
   * not counted here, so they still work even if the same address also sends many requests without one.
   *
   * @param remedy what the client can do.
   * @throws {RateExceeded} when too many requests without a known token came from the address.
   */
  admitStranger(req: Request, remedy = 'store the current one as Secret Token of the application'): void {
    const { granted, nextInSeconds } = this.#strangers.take(clientNetwork(req) ?? '', STRANGERS);
    if (granted) return;

    const cause = 'too many requests without a known token came from this address';
    throw new RateExceeded(nextInSeconds, `${cause}; ${remedy}`);
  }
}
