import { CONTOSO } from '../support/config-folder';
import { synthPlatform } from '../support/platform';
import type { TerraformJson } from '../support/synth';

/** Addresses of everything in the state, as Terraform prints them. */
function addresses({ resource = {}, data = {} }: TerraformJson): string[] {
  return [
    ...Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`)),
    ...Object.entries(data).flatMap(([type, named]) => Object.keys(named).map((name) => `data.${type}.${name}`)),
  ].sort();
}

describe('the names that resources have in the state', () => {
  test("are the same in every tenant's stack and every version, or an upgrade would replace what is deployed", () => {
    const { tenant } = synthPlatform('', `${CONTOSO}application: { owners: [ann@contoso.example] }\n`);

    expect(addresses(tenant.json)).toEqual(
      [
        'azuread_app_role_assignment.group-data-analysts',
        'azuread_app_role_assignment.user-ann-contoso-example-d578f9',
        'azuread_application.app',
        'azuread_service_principal.app',
        'azuread_synchronization_job.job',
        'azuread_synchronization_secret.credentials',
        'data.azuread_client_config.caller',
        'data.azuread_group.group-data-analysts',
        'data.azuread_user.user-ann-contoso-example-d578f9',
        'data.azurerm_container_app_environment.Environment',
        'data.azurerm_key_vault.Vault',
        'data.azurerm_key_vault_secret.Token',
        'terraform_data.protection',
        'terraform_data.sync',
        'time_sleep.replicated',
      ].sort(),
    );
  });

  test('of tokens are those of the secrets in the vault', () => {
    const { platform } = synthPlatform('registry: { username: acme }');

    expect(addresses(platform.json)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^random_password\.scim-token-contoso-\d+$/),
        expect.stringMatching(/^azurerm_key_vault_secret\.scim-token-contoso-\d+$/),
        'azurerm_key_vault_secret.registry-password',
      ]),
    );
  });
});
