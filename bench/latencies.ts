import autocannon from 'autocannon';

import type { Load } from './load';

/** Response times, in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;

  /** Number of requests without a 2xx answer. */
  readonly failed: number;
}

/**
 * Number of connections. Entra behaves similarly for one tenant: it sends a few requests at a time and waits for each
 * answer.
 */
const CONNECTIONS = 2;

/**
 * Requests per second. This is eight times the rate that Microsoft requires of every endpoint, and less than half of a
 * tenant's rate limit.
 */
const PER_SECOND = 200;

/** Measures response times under a moderate load, which leaves the service enough time for other tenants. */
export async function latencies({ url, headers, requests }: Load, seconds: number): Promise<Latencies> {
  const times: number[] = [];
  let connection = 0;
  const run = autocannon({
    url,
    connections: CONNECTIONS,
    overallRate: PER_SECOND,
    duration: seconds,
    timeout: 60,
    headers,
    setupClient: (client) => {
      client.setRequests(requests(connection++));
      client.on('response', (_status, _bytes, milliseconds) => times.push(milliseconds));
    },
  });
  const { non2xx, errors, timeouts } = await run;
  times.sort((a, b) => a - b);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), failed: non2xx + errors + timeouts };
}

/**
 * The time within which a given fraction of the requests, for example 0.99, was answered. Infinite if no request was
 * answered.
 */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Infinity;
}
