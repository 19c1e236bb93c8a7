import type { Consequence } from '../meaning/consequence';

/** What the vault, the database and locks have in common: they keep data from being lost. */
export const DATA_PROTECTION = {
  'deletion-protection-off': {
    class: 'destructive',
    title: 'Deletion protection is switched off',
    reason: 'Nothing stops the next deployment, or a click, from destroying what was protected.',
    next: 'Nothing yet.',
  },
  'backup-shortened': {
    class: 'risky',
    title: 'Backups are kept for a shorter time',
    reason: 'Older states of the data can no longer be restored.',
    next: 'Azure deletes the backups that are older.',
  },
} as const satisfies Record<string, Consequence>;
