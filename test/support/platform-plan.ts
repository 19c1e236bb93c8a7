import { change, planOf } from './plan-document';

/** A plan of the platform that creates the first token of contoso. */
export const TOKEN_MADE = planOf([
  change('azurerm_key_vault_secret.scim-token-contoso-1', null, { name: 'scim-token-contoso-1' }),
]);

/** A plan of the console that creates the application of the admin API. */
export const CONSOLE_MADE = planOf([
  change('azuread_application.console', null, { display_name: 'acme-scim-console' }),
]);

/** The provider's error while that application does not exist yet. */
export const CONSOLE_MISSING = {
  summary: 'Application not found',
  detail: `No applications found matching filter: "displayName eq 'acme-scim-console'"`,
  address: 'data.azuread_application.Console',
};

/** Terraform's error while that token does not exist yet. */
export const TOKEN_MISSING = {
  summary: 'KeyVault Secret "scim-token-contoso-1" (KeyVault URI "https://acme-scim.vault.azure.net/") does not exist',
  detail: '',
  address: 'data.azurerm_key_vault_secret.Token',
};
