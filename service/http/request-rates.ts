import type { Request, Response } from 'express';
import { LRUCache } from 'lru-cache';

import type { OnLimit } from '../directory/limit';
import type { Rate } from '../directory/rate';
import type { Tenant } from '../directory/tenant';
import { TokenBuckets } from '../directory/token-buckets';
import { ScimError } from '../scim/error';

import { clientNetwork } from './client-network';

/** Rate of all from one address that present no token which is known. Nobody guesses 256 random bits at this pace. */
const STRANGERS: Rate = { perSecond: 5, burst: 100 };

/** Addresses of strangers that are remembered, a few hundred bytes each. Beyond, the one not seen for longest goes. */
const ADDRESSES_MAX = 10_000;

/** Holds tenants to their rates, each by itself, and strangers to one per address. */
export class RequestRates {
  readonly #onLimit: OnLimit;
  readonly #tenants = new TokenBuckets();
  readonly #strangers = new TokenBuckets(new LRUCache({ max: ADDRESSES_MAX }));

  constructor(onLimit: OnLimit) {
    this.#onLimit = onLimit;
  }

  /**
   * Lets a tenant's request pass, and shows what is left (draft-ietf-httpapi-ratelimit-headers-10): the burst is the
   * quota, and the window the time in which it comes back.
   *
   * @throws {ScimError} 429 when nothing is left.
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
    this.#refuse(slug, nextInSeconds, `${limit}; ${remedy}`, res);
  }

  /**
   * Lets a request without a known token pass, to be told so. Only such requests count: however many of them come from
   * an address, tokens that are known work from there.
   *
   * @throws {ScimError} 429 when too many came from its address.
   */
  admitStranger(req: Request, res: Response): void {
    const { granted, nextInSeconds } = this.#strangers.take(clientNetwork(req) ?? '', STRANGERS);
    if (granted) return;

    const cause = 'too many requests without a token that is known came from this address';
    this.#refuse(undefined, nextInSeconds, `${cause}; store the current one as Secret Token of the application`, res);
  }

  #refuse(tenant: string | undefined, seconds: number, detail: string, res: Response): never {
    this.#onLimit({ tenant, limit: 'rate', outcome: 'refused' });
    res.setHeader('Retry-After', seconds);
    throw new ScimError(429, detail);
  }
}
