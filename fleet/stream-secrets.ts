import { authorizationSecretName, signingSecretName, webhookSecretName } from '../microsoft/azure/stream-secret-name';

import type { PlatformConfig } from './model/platform';
import { publishedGenerations } from './model/signing-options';
import { type PushStream, signingGenerations, type StreamConfig, type WebhookStream } from './model/stream';
import type { ServedTenant } from './model/tenant';

/** A secret that the platform creates in its vault. */
export interface MadeSecret {
  readonly name: string;

  /** Purpose of the secret, as shown in the vault. */
  readonly contentType: string;

  /** Object ids of the identities that may read the secret, besides the service. */
  readonly identities: readonly string[];
}

/** The secrets that the service needs for its streams. */
export interface StreamSecrets {
  readonly made: readonly MadeSecret[];

  /** Names of secrets that somebody stores in the vault by hand. */
  readonly given: readonly string[];
}

/** The part of the platform's configuration that concerns the streams of all tenants. */
type OfAll = Pick<PlatformConfig, 'signing' | 'streams'>;

/** A stream with the slug of its tenant. The slug is undefined for a stream of all tenants. */
type Owned = readonly [slug: string | undefined, stream: StreamConfig];

export function streamSecrets(tenants: readonly ServedTenant[], platform: OfAll): StreamSecrets {
  const all = streamsOf(tenants, platform);
  return {
    made: [
      ...all.flatMap(([slug, stream]) =>
        stream.delivery === 'webhook'
          ? webhookSecrets(slug, stream).map((name) => ({
              name,
              contentType: 'Secret that signs webhooks',
              identities: stream.identities,
            }))
          : [],
      ),
      ...signingSecrets(tenants, platform).map((name) => ({
        name,
        contentType: 'Key that signs security event tokens',
        identities: [],
      })),
    ],
    given: all.flatMap(([slug, stream]) =>
      stream.delivery === 'push' ? (authorizationSecret(slug, stream) ?? []) : [],
    ),
  };
}

/** Names of a webhook's secrets, newest first. */
export function webhookSecrets(slug: string | undefined, stream: WebhookStream): string[] {
  return signingGenerations(stream).map((generation) => webhookSecretName(slug, stream.name, generation));
}

/** Name of the secret that contains the `Authorization` header. Undefined if the stream has no such header. */
export function authorizationSecret(slug: string | undefined, { name, authorization }: PushStream): string | undefined {
  return authorization && authorizationSecretName(slug, name, authorization.generation);
}

/**
 * Names of the secrets from which signing keys are derived. The key that currently signs comes first. Empty if no
 * stream sends signed tokens.
 */
export function signingSecrets(tenants: readonly ServedTenant[], platform: OfAll): string[] {
  return streamsOf(tenants, platform).some(([, { delivery }]) => delivery !== 'webhook')
    ? publishedGenerations(platform.signing).map(signingSecretName)
    : [];
}

/** All declared streams, each with the slug of its tenant, which is undefined for a stream of all tenants. */
export function streamsOf(tenants: readonly ServedTenant[], { streams }: OfAll): Owned[] {
  return [
    ...streams.map((stream): Owned => [undefined, stream]),
    ...tenants.flatMap(({ slug, target }) =>
      target.kind === 'companion' ? target.streams.map((stream): Owned => [slug, stream]) : [],
    ),
  ];
}
