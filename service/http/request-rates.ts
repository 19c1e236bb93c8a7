import type { Request, Response } from 'express';
import { LRUCache } from 'lru-cache';

import type { Rate } from '../directory/rate';
import type { Tenant } from '../directory/tenant';
import { TokenBuckets } from '../directory/token-buckets';

import { clientNetwork } from './client-network';

/** Rate of all from one address that present no token which is known. Nobody guesses 256 random bits at this pace. */
const STRANGERS: Rate = { perSecond: 5, burst: 100 };

/** Addresses of strangers that are remembered, a few hundred bytes each. Beyond, the one not seen for longest goes. */
const ADDRESSES_MAX = 10_000;

/** Somebody sent more requests than a rate lets pass. The message says which, and what to do. */
export class RateExceeded extends Error {
  override readonly name = 'RateExceeded';

  /** Whole seconds after which another request passes. */
  readonly nextInSeconds: number;

  constructor(nextInSeconds: number, message: string) {
    super(message);
    this.nextInSeconds = nextInSeconds;
  }
}

/** Holds tenants to their rates, each by itself, and strangers to one per address. */
export class RequestRates {
  readonly #tenants = new TokenBuckets();
  readonly #strangers = new TokenBuckets(new LRUCache({ max: ADDRESSES_MAX }));

  /**
   * Lets a tenant's request pass, and shows what is left (draft-ietf-httpapi-ratelimit-headers-10): the burst is the
   * quota, and the window the time in which it comes back.
   *
   * @throws {RateExceeded} when nothing is left.
   */
  admit({ slug, rate }: Tenant, res: Response): void {
    const { granted, remaining, nextInSeconds } = this.#tenants.take(slug, rate);
    const { perSecond, burst } = rate;
    res.setHeader('RateLimit-Policy', `"default";q=${burst};w=${Math.ceil(burst / perSecond)}`);
    res.setHeader('RateLimit', `"default";r=${remaining};t=${nextInSeconds}`);
    if (granted) return;

    const remedy =
      'Entra tries again by itself; if this goes on, look for another client with the same token, ' +
      'or have the operators of the service raise service.rate';
    const limit = `'${slug}' may send ${perSecond} requests a second, and ${burst} at once after a rest`;
    throw new RateExceeded(nextInSeconds, `${limit}; ${remedy}`);
  }

  /**
   * Lets a request without a known token pass, to be told so. Only such requests count: however many of them come from
   * an address, tokens that are known work from there.
   *
   * @throws {RateExceeded} when too many came from its address.
   */
  admitStranger(req: Request): void {
    const { granted, nextInSeconds } = this.#strangers.take(clientNetwork(req) ?? '', STRANGERS);
    if (granted) return;

    const cause = 'too many requests without a token that is known came from this address';
    const remedy = 'store the current one as Secret Token of the application';
    throw new RateExceeded(nextInSeconds, `${cause}; ${remedy}`);
  }
}
