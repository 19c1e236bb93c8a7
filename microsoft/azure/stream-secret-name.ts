/** What a secret of streams is for: to sign a webhook, as the header of a push, or to sign security event tokens. */
export type StreamSecretUse = 'authorization' | 'signing' | 'webhook';

/** Name of the Key Vault secret that signs a tenant's webhooks: `scim-webhook-contoso--product-1`, or of all tenants. */
export function webhookSecretName(slug: string | undefined, stream: string, generation: number): string {
  return nameOf('webhook', slug, stream, generation);
}

/** Name of the Key Vault secret that holds the `Authorization` header of a push: `scim-authorization-siem-1`. */
export function authorizationSecretName(slug: string | undefined, stream: string, generation: number): string {
  return nameOf('authorization', slug, stream, generation);
}

/** Name of the Key Vault secret that the key is made from which signs security event tokens: `scim-signing-1`. */
export function signingSecretName(generation: number): string {
  return `scim-signing-${generation}`;
}

/** A secret of streams, as its name in the vault tells it. */
export interface StreamSecret {
  readonly use: StreamSecretUse;

  /** Slug of the tenant. Undefined for a stream of all tenants, and for keys. */
  readonly tenant: string | undefined;

  /** Name of the stream. Undefined for keys, which sign for all streams. */
  readonly stream: string | undefined;
  readonly generation: number;
}

/** Undefined for any other secret. */
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

/** Neither slugs nor names hold two hyphens in a row. */
function nameOf(use: StreamSecretUse, slug: string | undefined, stream: string, generation: number): string {
  return `scim-${use}-${slug === undefined ? '' : `${slug}--`}${stream}-${generation}`;
}
