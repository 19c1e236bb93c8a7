import { readEnvironment } from '../command-line/variables';

import { type DatabaseServer, readDatabaseServer } from './database-settings';
import type { RuntimeIdentity } from './storage/setup/admit-identity';

/** The settings of the migration. */
export interface MigrationSettings {
  readonly database: DatabaseServer;

  /** Managed identity that serves requests. Undefined when requests are served with the same login as the migration. */
  readonly runtimeIdentity: RuntimeIdentity | undefined;
}

/** @throws {SettingsError} that lists every error in the settings. */
export function readMigrationSettings(env: NodeJS.ProcessEnv): MigrationSettings {
  const { database, runtimeIdentity } = readEnvironment(env, (variables) => {
    const name = variables.text('RUNTIME_IDENTITY_NAME');
    const objectId = variables.text('RUNTIME_IDENTITY_OBJECT_ID');
    if ((name === undefined) !== (objectId === undefined)) {
      variables.complain('RUNTIME_IDENTITY_NAME and RUNTIME_IDENTITY_OBJECT_ID belong together; set both or neither');
    }
    const server = readDatabaseServer(variables);
    if (!server && variables.text('DATABASE_URL') === undefined) {
      variables.complain('DATABASE_URL is not set; it names the database to bring up to date');
    }
    const identity = name === undefined || objectId === undefined ? undefined : { name, objectId };
    return { database: server, runtimeIdentity: identity };
  });
  return { database: database as DatabaseServer, runtimeIdentity };
}
