import { change, planOf } from './plan-document';

/** A plan of the platform that creates the first token of contoso. */
export const TOKEN_MADE = planOf([
  change('azurerm_key_vault_secret.scim-token-contoso-1', null, { name: 'scim-token-contoso-1' }),
]);

/** Terraform's error while that token does not exist yet. */
export const TOKEN_MISSING = {
  summary: 'KeyVault Secret "scim-token-contoso-1" (KeyVault URI "https://acme-scim.vault.azure.net/") does not exist',
  detail: '',
  address: 'data.azurerm_key_vault_secret.Token',
};
