import type { StreamOptions } from './stream-options';
import { acceptedGenerations, type TokenConfig } from './token';

/** A receiver that gets events about changes in one tenant or in all tenants. */
export type StreamConfig = PollStream | PushStream | WebhookStream;

interface Common {
  readonly name: string;

  /** Types of events that the receiver gets. Omitted if it gets all types. */
  readonly types?: readonly string[];
}

export interface WebhookStream extends Common {
  readonly delivery: 'webhook';
  readonly url: string;
  readonly secret: TokenConfig;

  /** Object ids of the identities that may read the secret. */
  readonly identities: readonly string[];
  readonly privateAddresses?: true;
}

export interface PushStream extends Common {
  readonly delivery: 'push';
  readonly url: string;
  readonly audience: string;
  readonly content: 'full' | 'notice';

  /** Generation of the secret that contains the `Authorization` header. Omitted if requests have no such header. */
  readonly authorization?: { readonly generation: number };
  readonly privateAddresses?: true;
}

export interface PollStream extends Common {
  readonly delivery: 'poll';
  readonly audience: string;
  readonly content: 'full' | 'notice';

  /** Name of the reader whose token fetches the events. */
  readonly reader: string;
}

/** Converts a stream in a file to the stream's configuration. Call this only for a file without complaints. */
export function resolveStream(options: StreamOptions): StreamConfig {
  const { name, delivery, url = '', types, audience = '', content = 'notice', authorization, reader = '' } = options;
  const common = { name, ...(types === undefined ? {} : { types }) };
  const reach = { url, ...(options.privateAddresses === true ? { privateAddresses: true as const } : {}) };
  switch (delivery) {
    case 'webhook': {
      const { secret = { generation: 1, retired: 0 }, identities = [] } = options;
      return { ...common, delivery, ...reach, secret, identities };
    }
    case 'push':
      return { ...common, delivery, ...reach, audience, content, ...(authorization ? { authorization } : {}) };
    case 'poll':
      return { ...common, delivery, audience, content, reader };
  }
}

/** Generations of a webhook's secret that are used to sign events, newest first. */
export function signingGenerations({ secret }: WebhookStream): number[] {
  return acceptedGenerations(secret).reverse();
}
