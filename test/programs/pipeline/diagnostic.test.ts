import { type Diagnostic, renderDiagnostic } from '../../../programs/pipeline/diagnostic';
import { TOKEN_MISSING } from '../../support/platform-plan';

const lastLine = (error: Diagnostic) => renderDiagnostic(error).split('\n').at(-1);

describe('an error of Terraform', () => {
  test.each<Diagnostic>([
    TOKEN_MISSING,
    { summary: 'Key Vault (Key Vault Name: "acme-scim") was not found', address: 'data.azurerm_key_vault.Vault' },
    {
      summary: 'Managed Environment (Managed Environment Name: "acme-scim") was not found',
      address: 'data.azurerm_container_app_environment.Environment',
    },
  ])('that is of what the platform makes says to deploy it first: $address', (error) => {
    expect(lastLine(error)).toMatch(/deploy the platform first, then plan this stack again\.$/);
  });

  test('about a user that the directory does not have explains how Entra names guests', () => {
    const error = (name: string) => ({
      summary: `User with UPN "${name}" was not found`,
      address: 'data.azuread_user.user-ann',
    });

    expect(lastLine(error('ann@partner.example'))).toBe(
      "Correct the name in the tenant's file; if it is a guest, write the name that Entra gives guests, " +
        'ann_partner.example#EXT#@<first domain>.onmicrosoft.com, or the object id.',
    );
    expect(lastLine(error('ann_partner.example#EXT#@contoso.onmicrosoft.com'))).toBe(
      '  with data.azuread_user.user-ann',
    );
  });

  test.each<Diagnostic>([
    { ...TOKEN_MISSING, summary: 'reading "scim-token-contoso-1": 403 Forbidden' },
    { summary: 'no group matches "Finanse", which was not found', address: 'data.azuread_group.group-0' },
    { summary: 'Key Vault was not found', address: 'azurerm_key_vault.Vault' },
  ])('of another kind is told in its own words: $summary', (error) => {
    expect(lastLine(error)).toBe(`  with ${error.address}`);
  });
});
