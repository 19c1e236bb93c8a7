import { Client } from 'pg';

import { type Compared, type Course, median, type Round, summed } from './comparison';
import { latencies } from './latencies';
import type { Load } from './load';

/** The same requests for two services: one near its database, the other far from its database. */
export interface Distant {
  readonly question: string;
  readonly near: Load;
  readonly far: Load;

  /** Maximum number of round trips to the database that a request may make. */
  readonly most: number;
}

/** Connection URLs of the same database, without and with delay. */
export interface DatabaseUrls {
  readonly near: string;
  readonly far: string;
}

/**
 * Measures how many times a request waits for the database. The result is the additional time that a request takes with
 * a distant database, divided by the additional time of a single statement.
 */
export async function roundTrips(
  { question, near, far, most }: Distant,
  database: DatabaseUrls,
  { rounds, seconds }: Course,
): Promise<Compared> {
  for (const load of [near, far]) await latencies(load, seconds); // warm-up: compiles the code, opens connections
  const measured: Round<number>[] = [];
  for (let round = 0; round < rounds; round++) {
    const statement = (await statementMs(database.far)) - (await statementMs(database.near));
    const request = (await latencies(far, seconds)).p50 - (await latencies(near, seconds)).p50;
    measured.push({ base: statement, subject: request });
  }
  return summed(question, { costAtMost: most }, measured, 'ms');
}

const STATEMENTS = 100;

/** Typical time of a statement that does nothing. */
async function statementMs(connectionString: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  const times: number[] = [];
  for (let n = 0; n < STATEMENTS; n++) {
    const start = performance.now();
    await client.query('select');
    times.push(performance.now() - start);
  }
  await client.end();
  return median(times);
}
