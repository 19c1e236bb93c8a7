/**
 * The purpose for which a stream of events uses a secret. `webhook`: to sign webhooks. `authorization`: as the
 * `Authorization` header of a push. `signing`: to sign security event tokens.
 */
export type StreamSecretUse = 'authorization' | 'signing' | 'webhook';

/**
 * Name of the Key Vault secret that signs the webhooks of a stream, for example `scim-webhook-contoso--product-1` for a
 * stream of one tenant, or `scim-webhook-product-1` for a stream of all tenants.
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
 * Name of the Key Vault secret from which the service derives the key that signs security event tokens, for example
 * `scim-signing-1`.
 */
export function signingSecretName(generation: number): string {
  return `scim-signing-${generation}`;
}

/** The parts of the name of a stream's secret. */
export interface StreamSecret {
  readonly use: StreamSecretUse;

  /** Slug of the tenant. Undefined for a stream of all tenants, and for a signing key. */
  readonly tenant: string | undefined;

  /** Name of the stream. Undefined for a signing key, which signs for all streams. */
  readonly stream: string | undefined;
  readonly generation: number;
}

/** Parses the name of a stream's secret. Returns undefined for the name of any other secret. */
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
