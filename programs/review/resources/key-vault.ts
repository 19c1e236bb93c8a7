import { destructive, risky } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { becomes, falls, grows } from '../meaning/watch';

import { DATA_PROTECTION } from './data-protection';

/** The vault that holds the tokens of all tenants. */
export const KEY_VAULT = noun(
  {
    ...DATA_PROTECTION,
    'vault-destroyed': destructive(
      'The key vault is destroyed or replaced',
      'The tokens of all tenants are lost.',
      'Entra goes on with the token that it holds until the service no longer knows it; then it gets 401.',
    ),
    'vault-public': risky(
      'The key vault can be reached from more networks',
      'It holds the tokens of all tenants.',
      'Everybody with the right to read a secret can do so from there.',
    ),
    'vault-closed': risky(
      'The key vault is closed to public networks',
      'Only machines inside of its network reach it from now on.',
      'Pipelines outside of the network can no longer deploy or sync.',
    ),
    'vault-rights-changed': risky(
      'The key vault switches to another kind of rights',
      'It honours either grants or access policies, never both: rights that were given the other way no longer count.',
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
        // The provider opens a vault to all networks by default, so a new vault's rules need no mention.
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
