import { Client, type ClientConfig } from 'pg';

/** Runs `work` with a new connection. If the connection breaks, only the running statement fails, not the process. */
export async function withClient<Result>(
  config: ClientConfig,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client(config);
  client.on('error', () => undefined); // without a listener, an error would end the process
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
