import type { TokenBucket } from 'limiter';
import { LRUCache } from 'lru-cache';

import { TokenBuckets } from '../../../service/directory/token-buckets';
import { type StoppedClock, stopClock } from '../../support/stopped-clock';

const RATE = { perSecond: 4, burst: 10 };

/** Number of simultaneous requests, out of `requests`, that a key is granted. */
function granted(buckets: TokenBuckets, requests: number, key = 'a'): number {
  return Array.from({ length: requests }, () => buckets.take(key, RATE)).filter((each) => each.granted).length;
}

describe('a token bucket', () => {
  let clock: StoppedClock;
  beforeEach(() => {
    clock = stopClock();
  });
  afterEach(() => {
    clock[Symbol.dispose]();
  });

  test('grants the burst at once and then nothing, and says what is left', () => {
    const buckets = new TokenBuckets();

    expect(buckets.take('a', RATE)).toEqual({ granted: true, remaining: 9, nextInSeconds: 1 });
    expect(granted(buckets, 20)).toBe(9);
    expect(buckets.take('a', RATE)).toEqual({ granted: false, remaining: 0, nextInSeconds: 1 });
  });

  test('fills at its rate, also in parts of a second', () => {
    const buckets = new TokenBuckets();
    granted(buckets, 10);

    clock.advance(500);
    expect(granted(buckets, 20)).toBe(2);

    clock.advance(1_000);
    expect(granted(buckets, 20)).toBe(4);
  });

  test('grants no more in any second than burst and rate together, wherever the second begins', () => {
    const buckets = new TokenBuckets();
    clock.advance(990);

    const before = granted(buckets, 20);
    clock.advance(20); // a fixed window would start again here
    expect([before, granted(buckets, 20)]).toEqual([10, 0]);
  });

  test('saves up no more than its burst, however long the pause is', () => {
    const buckets = new TokenBuckets();
    granted(buckets, 10);

    clock.advance(3_600_000);

    expect(granted(buckets, 20)).toBe(10);
  });

  test('says when the next request comes, if that is longer than a second', () => {
    const buckets = new TokenBuckets();
    const slow = { perSecond: 0.4, burst: 1 };

    buckets.take('a', slow);

    expect(buckets.take('a', slow)).toEqual({ granted: false, remaining: 0, nextInSeconds: 3 });
  });

  test('of one key takes nothing from another', () => {
    const buckets = new TokenBuckets();
    granted(buckets, 20);

    expect(granted(buckets, 20, 'b')).toBe(10);
  });
});

test('buckets are forgotten when their store forgets them, so that many keys cost no more than a few', () => {
  const store = new LRUCache<string, TokenBucket>({ max: 100 });
  const buckets = new TokenBuckets(store);

  for (let n = 0; n < 100_000; n++) buckets.take(`2001:db8:0:${n}::/64`, RATE);

  expect(store.size).toBe(100);
});
