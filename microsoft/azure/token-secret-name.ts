/** Name of the Key Vault secret with a tenant's token, for example `scim-token-contoso-2`. */
export function tokenSecretName(slug: string, generation: number): string {
  return `scim-token-${slug}-${generation}`;
}

/**
 * Name of the Key Vault secret with a reader's token: `scim-reader-contoso--product-1`, or `scim-reader-product-1` for
 * a reader of all tenants. `--` separates the tenant's slug from the reader's name, since neither can contain two
 * hyphens in a row.
 */
export function readerSecretName(slug: string | undefined, reader: string, generation: number): string {
  return `scim-reader-${slug === undefined ? '' : `${slug}--`}${reader}-${generation}`;
}

/** The parts of the name of a token's secret in the vault. */
export interface TokenSecret {
  /** Slug of the tenant. Undefined for a reader of all tenants. */
  readonly tenant: string | undefined;

  /** Name of the reader. Undefined for the token that Entra presents. */
  readonly reader: string | undefined;
  readonly generation: number;
}

/** Parses the name of a token's secret. Returns undefined for the name of any other secret. */
export function parseTokenSecretName(name: string): TokenSecret | undefined {
  const [, kind, first, second, digits] = /^scim-(token|reader)-(.+?)(?:--(.+))?-(\d+)$/.exec(name) ?? [];
  if (kind === undefined || (kind === 'token' && second !== undefined)) return undefined;
  const generation = Number(digits);
  if (kind === 'token') return { tenant: first, reader: undefined, generation };
  return second === undefined
    ? { tenant: undefined, reader: first, generation }
    : { tenant: first, reader: second, generation };
}
