import autocannon from 'autocannon';

import { type Processes, processorTime, type Spent } from './processor-time';

/** Requests of one kind, which are sent as fast as the server answers them. */
export interface Load {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;

  /** The requests that one connection repeats. */
  readonly requests: (connection: number) => autocannon.Request[];

  /**
   * Processes that answer the requests and whose processor time is measured. If undefined, processor time is not
   * measured.
   */
  readonly processes?: Processes | undefined;
}

/** The result of a load. */
export interface Throughput {
  readonly perSecond: number;

  /** Processor time per request, in milliseconds. Undefined if it was not measured. */
  readonly spent: Spent | undefined;
}

/** Number of connections over which a load is sent. */
export const CONNECTIONS = 10;

/**
 * Measures requests per second on ten connections. Each connection waits for an answer before it sends the next
 * request.
 *
 * @throws {Error} when an answer is not 2xx, because the measurement would then be meaningless.
 */
export async function throughput({ url, headers, requests, processes }: Load, seconds: number): Promise<Throughput> {
  let connection = 0;
  const before = processes && processorTime(processes);
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    headers,
    setupClient: (client) => {
      client.setRequests(requests(connection++));
    },
  });
  const after = processes && processorTime(processes);
  const answered = result['2xx'];
  const trouble = result.non2xx + result.errors + result.timeouts;
  if (trouble > 0 || answered === 0) {
    throw new Error(`${url} answered ${answered} requests as expected and ${trouble} otherwise`);
  }
  const spent = before &&
    after && {
      server: (after.server - before.server) / answered,
      postgres: (after.postgres - before.postgres) / answered,
    };
  return { perSecond: answered / result.duration, spent };
}
