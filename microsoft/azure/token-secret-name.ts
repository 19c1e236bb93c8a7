/** Name of the Key Vault secret that holds a tenant's token, for example `scim-token-contoso-2`. */
export function tokenSecretName(slug: string, generation: number): string {
  return `scim-token-${slug}-${generation}`;
}

/**
 * Name of the Key Vault secret that holds the token of a reader: `scim-reader-contoso--product-1`, or
 * `scim-reader-product-1` for a reader of all tenants. Neither slugs nor names hold two hyphens in a row.
 */
export function readerSecretName(slug: string | undefined, reader: string, generation: number): string {
  return `scim-reader-${slug === undefined ? '' : `${slug}--`}${reader}-${generation}`;
}
