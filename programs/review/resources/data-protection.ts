import { type Consequence, destructive, risky } from '../meaning/consequence';

/** Consequences of changes to resources that protect data from loss: the vault, the database and the locks. */
export const DATA_PROTECTION = {
  'deletion-protection-off': destructive(
    'Deletion protection is switched off',
    'Nothing prevents the next deployment, or a click, from destroying what was protected.',
    'Nothing yet.',
  ),
  'backup-shortened': risky(
    'Backups are kept for a shorter time',
    'Older states of the data can no longer be restored.',
    'Azure deletes older backups.',
  ),
} as const satisfies Record<string, Consequence>;
