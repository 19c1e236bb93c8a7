import { Client, type ClientConfig } from 'pg';

/** Does `work` over a connection of its own. Should that break, the statement under way fails, and nothing else. */
export async function withClient<Result>(
  config: ClientConfig,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client(config);
  client.on('error', () => undefined); // without a listener it would end the process
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
