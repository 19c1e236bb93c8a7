import { SESSION_SECRET_NAME } from '../../../microsoft/azure/session-secret-name';
import { type Consequence, routine } from '../meaning/consequence';
import type { Change } from '../plan/change';

/** Consequences of changes to the secret that is used to encrypt sessions of the service's console and portal. */
export const SESSION_SECRET = {
  'session-secret-made': routine(
    'The secret that seals sessions is created',
    'Its value is only in the vault, not in this plan or in the state.',
    'Everybody who is signed in to console or portal has to sign in again. Provisioning does not change.',
  ),
  'session-secret-deleted': routine(
    'The secret that seals sessions is deleted',
    'Without an admin API, nobody signs in to console or portal.',
    'Sessions of console and portal end. Provisioning does not change.',
  ),
  'session-secret-replaced': routine(
    'The secret that seals sessions gets a new value',
    'The service does not accept a session that was sealed with the old value.',
    'Everybody who is signed in to console or portal has to sign in again. Provisioning does not change.',
  ),
} as const satisfies Record<string, Consequence>;

/** Whether a change concerns the secret that is used to encrypt sessions. */
export function isSessionSecret({ type, name }: Change): boolean {
  return type === 'azurerm_key_vault_secret' && name === SESSION_SECRET_NAME;
}
