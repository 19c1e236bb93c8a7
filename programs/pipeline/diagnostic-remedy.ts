import { guestRemedy } from '../../entra/guest-name';

import { type Diagnostic, isLookedUpInVain } from './diagnostic';

/** What a tenant's stack looks up in Azure, all of which the platform's makes. */
const OF_THE_PLATFORM = ['azurerm_container_app_environment', 'azurerm_key_vault', 'azurerm_key_vault_secret'];

/**
 * What to do about an error that a provider tells in words of its own. Terraform cannot say it itself: a data source that
 * finds nothing fails before any condition on it is looked at.
 *
 * @returns undefined where the provider's words have to do.
 */
export function diagnosticRemedy(error: Diagnostic): string | undefined {
  if (isLookedUpInVain(OF_THE_PLATFORM, error)) {
    return 'The platform makes it, the token of a new generation too: deploy the platform first, then plan this stack again.';
  }
  if (isLookedUpInVain(['azuread_user'], error)) {
    const [, name = ''] = /"([^"]+)"/.exec(error.summary) ?? [];
    const remedy = guestRemedy(name);
    return remedy && `Correct the name in the tenant's file; ${remedy}.`;
  }
  return undefined;
}
