import { risky } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { textOf } from '../plan/terraform-plan';

import { DATA_PROTECTION } from './data-protection';

/** The two levels of a lock. Both levels prevent deletion. */
const LOCKED: readonly string[] = ['CanNotDelete', 'ReadOnly'];

/** A lock that prevents the deletion of the database or the vault. */
export const MANAGEMENT_LOCK = noun(
  {
    ...DATA_PROTECTION,
    'lock-replaced': risky(
      'A lock is removed and created again',
      'In between, nothing prevents a deletion.',
      'Nothing, unless somebody deletes what is locked at that moment.',
    ),
  },
  {
    azurerm_management_lock: {
      noun: 'lock',
      shown: [
        'name',
        'notes',
        { path: 'lock_level', kind: 'deletion-protection-off', when: ([after]) => !LOCKED.includes(textOf(after)) },
        { path: 'scope', kind: 'deletion-protection-off' },
      ],
      destroyed: 'deletion-protection-off',
      replaced: 'lock-replaced',
    },
  },
);
