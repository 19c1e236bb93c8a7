import autocannon from 'autocannon';

/** Requests of one kind, for a server to answer as fast as it can. */
export interface Load {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;

  /** The request that one connection sends, over and over. */
  readonly requests: (connection: number) => autocannon.Request[];
}

const CONNECTIONS = 10;

/**
 * Requests per second on ten connections, each of which waits for its answers.
 *
 * @throws {Error} when an answer is not 2xx, because the measurement would then be meaningless.
 */
export async function throughput({ url, headers, requests }: Load, seconds: number): Promise<number> {
  let connection = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    headers,
    setupClient: (client) => {
      client.setRequests(requests(connection++));
    },
  });
  const trouble = result.non2xx + result.errors + result.timeouts;
  if (trouble > 0 || result['2xx'] === 0) {
    throw new Error(`${url} answered ${result['2xx']} requests as expected and ${trouble} otherwise`);
  }
  return result['2xx'] / result.duration;
}
