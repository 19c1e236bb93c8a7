import { destructive, risky } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { becomes, falls, grows } from '../meaning/watch';

import { DATA_PROTECTION } from './data-protection';

/** The vault that stores the tokens of all tenants. */
export const KEY_VAULT = noun(
  {
    ...DATA_PROTECTION,
    'vault-destroyed': destructive(
      'The key vault is destroyed or replaced',
      'The tokens of all tenants are lost.',
      'Entra continues to use its current token until the service no longer accepts it; then Entra gets 401.',
    ),
    'vault-public': risky(
      'The key vault can be reached from more networks',
      'It holds the tokens of all tenants.',
      'Everybody with the right to read a secret can do so from there.',
    ),
    'vault-closed': risky(
      'The key vault is closed to public networks',
      'From now on, only machines inside its network can reach it.',
      'Pipelines outside the network can no longer deploy or sync.',
    ),
    'vault-rights-changed': risky(
      'The key vault switches to another permission model',
      'It uses either role assignments or access policies, never both. Rights that were given in the other model no longer count.',
      'The identity that deploys a tenant may no longer read its token, and others may.',
    ),
  },
  {
    azurerm_key_vault: {
      noun: 'key vault',
      shown: [
        'name',
        'location',
        'sku_name',
        'network_acls.bypass',
        { path: 'purge_protection_enabled', kind: 'deletion-protection-off', when: becomes(false) },
        { path: 'soft_delete_retention_days', kind: 'backup-shortened', when: falls },
        // By default, the provider opens a vault to all networks. So the network rules of a new vault are not reported.
        { path: 'public_network_access_enabled', kind: 'vault-public', when: becomes(true) },
        { path: 'public_network_access_enabled', kind: 'vault-closed', when: becomes(false) },
        { path: 'rbac_authorization_enabled', kind: 'vault-rights-changed' },
        { path: 'network_acls.default_action', kind: 'vault-public', when: ([after]) => after !== 'Deny' },
        { path: 'network_acls.ip_rules', kind: 'vault-public', when: grows },
      ],
      destroyed: 'vault-destroyed',
    },
  },
);
