import { TokenBucket } from 'limiter';

import type { Rate } from './rate';

/** A bucket's answer to a request. */
export interface Allowance {
  readonly granted: boolean;

  /** Whole requests that are left. */
  readonly remaining: number;

  /** Whole seconds until the next request is possible, at least 1. */
  readonly nextInSeconds: number;
}

/** Where buckets are kept: a `Map` for few keys, a cache that forgets the oldest for keys that anybody can make up. */
export interface BucketStore {
  get(key: string): TokenBucket | undefined;
  set(key: string, bucket: TokenBucket): unknown;
}

/** One token bucket per key: full at first, it fills at its rate up to its burst, and each request takes one out. */
export class TokenBuckets {
  readonly #store: BucketStore;

  constructor(store: BucketStore = new Map()) {
    this.#store = store;
  }

  /** Takes a request out of the bucket of a key. The bucket keeps the rate that it was first used with. */
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
