import type { Request, Response } from 'express';
import { LRUCache } from 'lru-cache';

import type { Rate } from '../directory/rate';
import type { Tenant } from '../directory/tenant';
import type { Scope } from '../directory/token';
import { TokenBuckets } from '../directory/token-buckets';

import { clientNetwork } from './client-network';

/** Rate of all requests from one address that present no known token. Nobody guesses 256 random bits at this pace. */
const STRANGERS: Rate = { perSecond: 5, burst: 100 };

/**
 * How many addresses of strangers are remembered, a few hundred bytes each. Beyond that, the one not seen for longest
 * is forgotten.
 */
const ADDRESSES_MAX = 10_000;

/** A client sent more requests than its rate allows. The message says which rate, and what to do. */
export class RateExceeded extends Error {
  override readonly name = 'RateExceeded';

  /** Whole seconds until another request is let through. */
  readonly nextInSeconds: number;

  constructor(nextInSeconds: number, message: string) {
    super(message);
    this.nextInSeconds = nextInSeconds;
  }
}

/** Holds each tenant's Entra, and its readers together, to the tenant's rate; and strangers to one rate per address. */
export class RequestRates {
  readonly #tenants = new TokenBuckets();
  readonly #readers = new TokenBuckets(); // of their own: a reader takes nothing from Entra
  readonly #strangers = new TokenBuckets(new LRUCache({ max: ADDRESSES_MAX }));

  /**
   * Lets a tenant's request pass, and shows what is left (draft-ietf-httpapi-ratelimit-headers-10): the burst is the
   * quota, and the window the time in which it comes back.
   *
   * @throws {RateExceeded} when nothing is left.
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
        ? [`readers of '${slug}'`, 'wait as long as Retry-After says, and read less often']
        : [
            `'${slug}'`,
            'Entra tries again by itself; if this goes on, look for another client with the same token, ' +
              'or have the operators of the service raise service.rate',
          ];
    const limit = `${whose} may send ${perSecond} requests a second, and ${burst} at once after a rest`;
    throw new RateExceeded(nextInSeconds, `${limit}; ${remedy}`);
  }

  /**
   * Lets a request without a known token pass, to be refused by its authentication. Only requests without a known token
   * count, so known tokens still work from an address that sends many of them.
   *
   * @param remedy what the client can do.
   * @throws {RateExceeded} when too many came from its address.
   */
  admitStranger(req: Request, remedy = 'store the current one as Secret Token of the application'): void {
    const { granted, nextInSeconds } = this.#strangers.take(clientNetwork(req) ?? '', STRANGERS);
    if (granted) return;

    const cause = 'too many requests without a token that is known came from this address';
    throw new RateExceeded(nextInSeconds, `${cause}; ${remedy}`);
  }
}
