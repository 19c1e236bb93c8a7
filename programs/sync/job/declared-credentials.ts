import type { SyncSettings } from '../../../entra/sync-settings';

import type { Credential } from './synchronization-job';

type CredentialSettings = Pick<
  SyncSettings,
  'tenantUrl' | 'scope' | 'credentials' | 'skipOutOfScopeDeletions' | 'accidentalDeletionThreshold' | 'notify'
>;

/**
 * The credentials to store in addition to the token. If the setting `credentials` is `terraform`, only the URL and the
 * scope may be stored. The Terraform provider stores these two keys itself, and then waits until Graph lists exactly
 * the keys that it stored.
 */
export function declaredCredentials(settings: CredentialSettings): Credential[] {
  return [
    { key: 'BaseAddress', value: settings.tenantUrl },
    { key: 'SyncAll', value: String(settings.scope === 'all') },
    ...(settings.credentials === 'vault'
      ? [
          { key: 'SyncNotificationSettings', value: JSON.stringify(notificationSettings(settings)) },
          { key: 'SkipOutOfScopeDeletions', value: settings.skipOutOfScopeDeletions ? 'True' : 'False' },
        ]
      : []),
  ];
}

function notificationSettings({ notify, accidentalDeletionThreshold }: CredentialSettings): object {
  return {
    Enabled: notify !== null,
    ...(notify === null ? {} : { Recipients: notify }),
    DeleteThresholdEnabled: accidentalDeletionThreshold !== null,
    ...(accidentalDeletionThreshold === null ? {} : { DeleteThresholdValue: accidentalDeletionThreshold }),
  };
}
