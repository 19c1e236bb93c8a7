import type { StreamConfig } from './model/stream';
import { authorizationSecret, webhookSecrets } from './stream-secrets';

/** A stream in the service's registry. It contains the names of secrets, but not the secrets themselves. */
export interface RegisteredStream {
  readonly name: string;
  readonly delivery: StreamConfig['delivery'];
  readonly types?: readonly string[];
  readonly url?: string;
  readonly privateAddresses?: true;

  /** Names of the secrets that are used to sign events, newest first. */
  readonly secrets?: readonly string[];
  readonly audience?: string;
  readonly content?: string;

  /** Name of the secret that contains the whole `Authorization` header. */
  readonly authorization?: string;

  /** Name of the reader that fetches the events. */
  readonly reader?: string;
}

/** @param slug slug of the stream's tenant. Undefined for a stream of all tenants. */
export function registeredStream(slug: string | undefined, stream: StreamConfig): RegisteredStream {
  if (stream.delivery === 'webhook') {
    const { secret: _, identities: __, ...rest } = stream;
    return { ...rest, secrets: webhookSecrets(slug, stream) };
  }
  if (stream.delivery === 'poll') return stream;
  const { authorization: _, ...rest } = stream;
  const secret = authorizationSecret(slug, stream);
  return { ...rest, ...(secret === undefined ? {} : { authorization: secret }) };
}
