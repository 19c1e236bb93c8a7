import { Client, type QueryConfig } from 'pg';

/** A message that was sent to a database. */
export interface Message {
  readonly client: Client;
  readonly text: string;
  readonly values: unknown[];
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the client that it was called on
const query = Client.prototype.query as (this: Client, ...all: unknown[]) => unknown;

/** Records all messages sent to databases from now on, until the mocks are restored. */
export function noteMessages(): readonly Message[] {
  const messages: Message[] = [];
  const noted = function (this: Client, sent: QueryConfig | string, ...others: unknown[]): unknown {
    const { text, values = [] } = typeof sent === 'string' ? { text: sent } : sent;
    messages.push({ client: this, text, values });
    return query.call(this, sent, ...others);
  };
  jest.spyOn(Client.prototype, 'query').mockImplementation(noted as never);
  return messages;
}
