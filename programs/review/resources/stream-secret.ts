import { parseStreamSecretName } from '../../../microsoft/azure/stream-secret-name';
import { type Consequence, risky, routine } from '../meaning/consequence';
import type { Change } from '../plan/change';

/**
 * Consequences of changes to stream secrets in the vault. The consequences for a receiver are reported with the changes
 * to the registry.
 */
export const STREAM_SECRET = {
  'stream-secret-made': routine(
    'A secret for a stream is created',
    'Its value is only in the vault, not in this plan or in the state.',
    'Nothing changes until the service signs with it.',
  ),
  'stream-secret-deleted': routine(
    'A secret for a stream is deleted',
    'The service stops using it first.',
    'Nothing changes if the receiver already has a newer secret.',
  ),
  'stream-secret-replaced': risky(
    'A secret for a stream gets a new value under the same name',
    'A rotation creates a secret with a new name instead, so that the old one stays valid for a while.',
    'Receivers reject events until they have the new value.',
  ),
} as const satisfies Record<string, Consequence>;

/** Whether a change concerns a stream secret. */
export function isStreamSecret({ type, name }: Change): boolean {
  return type === 'azurerm_key_vault_secret' && parseStreamSecretName(name) !== undefined;
}
