import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { warmUp } from './comparison';
import { latencies } from './latencies';
import { type Load, type Throughput, throughput } from './load';
import type { ScimLoads } from './scim-loads';

const LOADS = {
  'create a user': (loads) => loads.createUser(),
  'change a user': (loads) => loads.patchUser(),
} as const satisfies Record<string, (loads: ScimLoads) => Load>;

export type Write = keyof typeof LOADS;
export const WRITES = Object.keys(LOADS) as readonly Write[];

/** Name of the streams whose receivers never answer. */
export const DEAD = 'dead';

/** Maximum time in which the streams must deliver what the writes of one measurement left to deliver, in seconds. */
const CATCH_UP_SECONDS = 300;

/**
 * Sends writes to a tenant. After each measurement, waits until the streams of the tenant have delivered all events, so
 * that they do not slow down the next measurement.
 */
export class Writer {
  readonly #slug: string;
  readonly #loads: ScimLoads;
  readonly #database: Client;
  #caughtUpSeconds = 0;

  /** @param database a connection of the database's owner. */
  constructor(slug: string, loads: ScimLoads, database: Client) {
    this.#slug = slug;
    this.#loads = loads;
    this.#database = database;
  }

  /** The longest time that the streams took to deliver all events after a measurement, in seconds. */
  get caughtUpSeconds(): number {
    return this.#caughtUpSeconds;
  }

  async warmUp(): Promise<void> {
    for (const write of WRITES) await this.#caughtUp(() => warmUp(LOADS[write](this.#loads)));
    this.#caughtUpSeconds = 0;
  }

  /** Measures writes per second, and the processor time of each. */
  throughput(write: Write, seconds: number): Promise<Throughput> {
    return this.#caughtUp(() => throughput(LOADS[write](this.#loads), seconds));
  }

  /** Measures the median response time, in milliseconds. */
  async latency(write: Write, seconds: number): Promise<number> {
    const { p50, failed } = await this.#caughtUp(() => latencies(LOADS[write](this.#loads), seconds));
    if (failed > 0) throw new Error(`${failed} requests failed: '${write}'`);
    return p50;
  }

  async #caughtUp<Result>(measure: () => Promise<Result>): Promise<Result> {
    const result = await measure();
    this.#caughtUpSeconds = Math.max(this.#caughtUpSeconds, await this.#catchUp());
    return result;
  }

  /** Waits until the receivers that answer have all events. @returns how long that took, in seconds. */
  async #catchUp(): Promise<number> {
    const begun = performance.now();
    for (;;) {
      await sleep(100);
      const { rows } = await this.#database.query(
        'select from scim.stream_positions where tenant_id = $1 and stream <> $2 and due_at is not null limit 1',
        [this.#slug, DEAD],
      );
      const seconds = (performance.now() - begun) / 1e3;
      if (rows.length === 0) return seconds;
      if (seconds > CATCH_UP_SECONDS) throw new Error(`the streams did not catch up within ${CATCH_UP_SECONDS} s`);
    }
  }
}
