import type { SyncSettings } from '../../entra/sync-settings';
import { connect } from '../../microsoft/connection';
import { readSettings } from '../../microsoft/settings';

import { synchronize } from './job/synchronize';

/** Variable in which Terraform hands the settings to the step, as JSON. */
export const SYNC_SETTINGS = 'SYNC_SETTINGS';

/** Carries out the settings that Terraform passes in the environment. Prints one line for each thing it did. */
export async function apply(env: NodeJS.ProcessEnv, print: (line: string) => void): Promise<void> {
  const settings = readSyncSettings(env[SYNC_SETTINGS]);
  const { graph, readSecret } = await connect(readSettings(env));
  await synchronize(settings, { graph: graph(settings.directoryId), readSecret, print });
}

function readSyncSettings(text: string | undefined): SyncSettings {
  if (text === undefined || text === '') {
    throw new Error(`${SYNC_SETTINGS} is not set: Terraform calls this; by hand, run 'npx entra-scim sync <tenant>'`);
  }
  try {
    return JSON.parse(text) as SyncSettings;
  } catch {
    throw new Error(`${SYNC_SETTINGS} must hold the settings of a job as JSON, as the tenant's stack writes them`);
  }
}
