import type { SyncSettings } from '../../entra/sync-settings';
import { connect } from '../../microsoft/connection';
import { readSettings } from '../../microsoft/settings';

import { synchronize } from './job/synchronize';

/** Environment variable in which Terraform passes the settings to the sync step, as JSON. */
export const SYNC_SETTINGS = 'SYNC_SETTINGS';

/** Applies the settings that Terraform passes in the environment. Prints one line for each action. */
export async function apply(env: NodeJS.ProcessEnv, print: (line: string) => void): Promise<void> {
  const settings = readSyncSettings(env[SYNC_SETTINGS]);
  const { graph, readSecret } = await connect(readSettings(env));
  await synchronize(settings, { graph: graph(settings.directoryId), readSecret, print });
}

function readSyncSettings(text: string | undefined): SyncSettings {
  if (text === undefined || text === '') {
    throw new Error(
      `${SYNC_SETTINGS} is not set: this command is for Terraform; to run it by hand, use 'npx entra-scim sync <tenant>'`,
    );
  }
  try {
    return JSON.parse(text) as SyncSettings;
  } catch {
    throw new Error(`${SYNC_SETTINGS} must contain the settings of a job as JSON, as the tenant's stack writes them`);
  }
}
