/** Name of the Key Vault secret that holds a tenant's token, for example `scim-token-contoso-2`. */
export function tokenSecretName(slug: string, generation: number): string {
  return `scim-token-${slug}-${generation}`;
}
