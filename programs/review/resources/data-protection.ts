import { type Consequence, destructive, risky } from '../meaning/consequence';

/** What the vault, the database and locks have in common: they protect data from being lost. */
export const DATA_PROTECTION = {
  'deletion-protection-off': destructive(
    'Deletion protection is switched off',
    'Nothing stops the next deployment, or a click, from destroying what was protected.',
    'Nothing yet.',
  ),
  'backup-shortened': risky(
    'Backups are kept for a shorter time',
    'Older states of the data can no longer be restored.',
    'Azure deletes the backups that are older.',
  ),
} as const satisfies Record<string, Consequence>;
