/** A tenant's token as the names of its password and of its secret in the vault tell it. */
export interface TokenName {
  readonly slug: string;
  readonly generation: number;
}

/** Reads `scim-token-contoso-2`. Undefined for a resource that is no token of a tenant. */
export function parseTokenName(name: string): TokenName | undefined {
  const [, slug, generation] = /^scim-token-(.+)-(\d+)$/.exec(name) ?? [];
  return slug === undefined ? undefined : { slug, generation: Number(generation) };
}
