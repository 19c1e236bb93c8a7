import type { Clock } from '../../../microsoft/clock';
import { graph } from '../../../microsoft/graph';
import type { RestClient } from '../../../microsoft/rest-client';
import { ACCESS_TOKEN } from '../access-tokens';

import type { GraphServer } from './graph-server';

/** A clock that moves only when the code sleeps. */
export class TestClock implements Clock {
  #now = 0;

  /** Duration of each sleep, in milliseconds. */
  readonly sleeps: number[] = [];

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.#now += milliseconds;
    return Promise.resolve();
  }
}

/** A client for a stand-in that never really waits. */
export function graphClient({ url }: Pick<GraphServer, 'url'>, clock = new TestClock()): RestClient {
  return graph(url, { token: () => Promise.resolve(ACCESS_TOKEN), clock });
}
