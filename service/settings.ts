import { readEnvironment, type Variables } from '../environment/variables';

import { type DatabaseServer, readDatabaseServer } from './database-settings';
import type { LogFormat } from './log';

/** What the environment says. Read once, at the start; no other file of the service looks at the environment. */
export interface Settings {
  /** Port of the SCIM endpoint. 0 takes a free one. */
  readonly port: number;

  /** Port of `/metrics`. Undefined switches metrics off. */
  readonly metricsPort: number | undefined;

  /** Base of `meta.location`, without a slash at its end. Undefined for the address that the service listens on. */
  readonly publicUrl: string | undefined;

  readonly database: DatabaseSettings;

  /** Most connections to the database. Each request uses one. */
  readonly poolSize: number;

  /** File with the tenant registry. Undefined for one demo tenant. */
  readonly tenantsFile: string | undefined;

  readonly logLevel: LogLevel;

  /** Undefined for readable lines on a terminal, and JSON anywhere else. */
  readonly logFormat: LogFormat | undefined;
}

/** A server that is there, or one of the service's own with its data in a folder (`memory` for none). */
export type DatabaseSettings = DatabaseServer | { readonly kind: 'embedded'; readonly folder: string };

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** @throws {SettingsError} with everything that is wrong. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return readEnvironment(env, (variables) => ({
    port: variables.wholeNumber('PORT', 0, 65_535) ?? 8080,
    metricsPort: variables.wholeNumber('METRICS_PORT', 0, 65_535),
    publicUrl: readPublicUrl(variables),
    database: readDatabaseServer(variables) ?? { kind: 'embedded', folder: variables.text('DATA_DIR') ?? '.data' },
    poolSize: variables.wholeNumber('DATABASE_POOL_SIZE', 1, 1000) ?? 10,
    tenantsFile: variables.text('TENANTS_FILE'),
    logLevel: variables.choice('LOG_LEVEL', LOG_LEVELS) ?? 'info',
    logFormat: variables.choice('LOG_FORMAT', LOG_FORMATS),
  }));
}

function readPublicUrl(variables: Variables): string | undefined {
  const url = variables.url('PUBLIC_URL', ['http:', 'https:']);
  if (url && (url.search !== '' || url.hash !== '' || url.username !== '')) {
    variables.complain('PUBLIC_URL must end with its path: no query, no fragment, no user');
  }
  return url?.href.replace(/\/+$/, '');
}
