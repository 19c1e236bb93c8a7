/**
 * Purpose of a secret for streams. `webhook`: it signs webhooks. `authorization`: it is the header of a push.
 * `signing`: it signs security event tokens.
 */
export type StreamSecretUse = 'authorization' | 'signing' | 'webhook';

/**
 * Name of the Key Vault secret that signs a webhook. `scim-webhook-contoso--product-1` is for one tenant,
 * `scim-webhook-product-1` for all tenants.
 */
export function webhookSecretName(slug: string | undefined, stream: string, generation: number): string {
  return nameOf('webhook', slug, stream, generation);
}

/**
 * Name of the Key Vault secret that contains the `Authorization` header of a push, for example
 * `scim-authorization-siem-1`.
 */
export function authorizationSecretName(slug: string | undefined, stream: string, generation: number): string {
  return nameOf('authorization', slug, stream, generation);
}

/**
 * Name of a Key Vault secret, for example `scim-signing-1`. The service derives the key for security event tokens from
 * it.
 */
export function signingSecretName(generation: number): string {
  return `scim-signing-${generation}`;
}

/** The parts of the name of a secret for streams. */
export interface StreamSecret {
  readonly use: StreamSecretUse;

  /** Slug of the tenant. Undefined for a stream of all tenants, and for a signing key. */
  readonly tenant: string | undefined;

  /** Name of the stream. Undefined for a signing key, which signs for all streams. */
  readonly stream: string | undefined;
  readonly generation: number;
}

/** Parses the name of a secret for streams. Undefined for any other secret. */
export function parseStreamSecretName(name: string): StreamSecret | undefined {
  const key = /^scim-signing-(\d+)$/.exec(name);
  if (key) return { use: 'signing', tenant: undefined, stream: undefined, generation: Number(key[1]) };
  const [, use, first, second, digits] = /^scim-(webhook|authorization)-(.+?)(?:--(.+))?-(\d+)$/.exec(name) ?? [];
  if (first === undefined) return undefined;
  return {
    use: use === 'webhook' ? 'webhook' : 'authorization',
    tenant: second === undefined ? undefined : first,
    stream: second ?? first,
    generation: Number(digits),
  };
}

/** `--` separates the tenant's slug from the stream's name, since neither can contain two hyphens in a row. */
function nameOf(use: StreamSecretUse, slug: string | undefined, stream: string, generation: number): string {
  return `scim-${use}-${slug === undefined ? '' : `${slug}--`}${stream}-${generation}`;
}
