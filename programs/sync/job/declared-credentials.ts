import type { SyncSettings } from '../../../entra/sync-settings';

import type { Credential } from './synchronization-job';

type CredentialSettings = Pick<
  SyncSettings,
  'tenantUrl' | 'scope' | 'credentials' | 'skipOutOfScopeDeletions' | 'accidentalDeletionThreshold' | 'notify'
>;

/**
 * Everything that is stored with the token. With credentials `terraform` the provider stores URL and scope, and nothing
 * else may be added, because it waits for exactly the keys that it knows.
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
