import { TokenBucket } from 'limiter';

import type { Rate } from './rate';

/** The answer to a request that asks a bucket for a token. */
export interface Allowance {
  readonly granted: boolean;

  /** Number of requests that the bucket still permits, rounded down. */
  readonly remaining: number;

  /** Whole seconds until the next request is possible, at least 1. */
  readonly nextInSeconds: number;
}

/**
 * Storage for buckets: a `Map` if there are only a few keys or, if anybody can invent keys, a cache that forgets the
 * oldest ones.
 */
export interface BucketStore {
  get(key: string): TokenBucket | undefined;
  set(key: string, bucket: TokenBucket): unknown;
}

/**
 * One token bucket per key. A bucket starts full, and refills at the rate's `perSecond` up to its `burst`. Each request
 * takes one token.
 */
export class TokenBuckets {
  readonly #store: BucketStore;

  constructor(store: BucketStore = new Map()) {
    this.#store = store;
  }

  /** Takes a token from the bucket of a key. The rate of the first call for a key stays in effect. */
  take(key: string, rate: Rate): Allowance {
    const bucket = this.#store.get(key) ?? this.#fill(key, rate);
    const granted = bucket.tryRemoveTokens(1);
    return {
      granted,
      remaining: Math.floor(bucket.content),
      nextInSeconds: granted ? 1 : Math.max(1, Math.ceil(bucket.getWaitTime(1) / 1_000)),
    };
  }

  #fill(key: string, { perSecond, burst }: Rate): TokenBucket {
    const bucket = new TokenBucket({ bucketSize: burst, tokensPerInterval: perSecond, interval: 'second' });
    bucket.content = burst; // the library's buckets are empty at first
    this.#store.set(key, bucket);
    return bucket;
  }
}
