import { readEnvironment, type Variables } from '../command-line/variables';

import type { AdminApplication } from './admin/admin-principal';
import { type DatabaseServer, readDatabaseServer } from './database-settings';
import { DEADLINE_SECONDS } from './directory/budget';
import type { LogFormat } from './log';
import { isResourceId } from './scim/resource-id';

/**
 * The settings from the environment. They are read once, at startup, and no other file of the service reads the
 * environment.
 */
export interface Settings {
  /** Port of the SCIM endpoint. 0 selects a free port. */
  readonly port: number;

  /** Port of `/metrics`. If undefined, metrics are disabled. */
  readonly metricsPort: number | undefined;

  /**
   * Base of the URLs in answers, without a slash at the end. If undefined, the base is the address on which the service
   * listens.
   */
  readonly publicUrl: string | undefined;

  readonly database: DatabaseSettings;

  /**
   * Port of a cluster's coordinator, if the database's URL may lead to any node. Undefined if the URL leads to the
   * coordinator, or to a server that is not a cluster.
   */
  readonly coordinatorPort: number | undefined;

  /** Maximum number of connections to the database. Each request uses one. */
  readonly poolSize: number;

  /** Maximum number of connections that one tenant may hold. If undefined, the limit is half of the pool. */
  readonly tenantConnections: number | undefined;

  /**
   * Maximum number of connections that one tenant's searches without an index may hold. If undefined, the limit is a
   * quarter of the pool.
   */
  readonly scanConnections: number | undefined;

  /** Maximum time that a request waits for a connection. If undefined, the limit is eight seconds. */
  readonly waitSeconds: number | undefined;

  /** Maximum duration of a request. */
  readonly deadlineSeconds: number;

  /** Number of days to keep the history of changes; rows may stay up to a month longer. */
  readonly provisioningLogDays: number;

  /** Number of days to keep refused requests and deliveries of streams; rows may stay up to a month longer. */
  readonly refusalLogDays: number;

  /**
   * The application in Entra whose app roles give access to the admin API. Undefined if nobody has access through
   * Entra.
   */
  readonly adminApplication: AdminApplication | undefined;

  /**
   * The secret for deriving the key that encrypts sessions. If undefined, a random key is used, so a session is valid
   * only on the replica that created it.
   */
  readonly sessionSecret: string | undefined;
  /** Whether to serve the console, which requires the admin API. */
  readonly console: boolean;

  /** File with the tenant registry. If undefined, the service uses demo tenants. */
  readonly tenantsFile: string | undefined;

  /**
   * Folder that contains the secrets named in the registry. Each secret is in a file that has the name of the secret.
   * Undefined if there are no secrets.
   */
  readonly secretsFolder: string | undefined;

  /** Whether discovery is open to everybody or requires a token. */
  readonly discovery: Discovery;

  readonly logLevel: LogLevel;

  /** Where to read a client's address: from its connection, or from the last entry of `X-Forwarded-For`. */
  readonly clientAddress: ClientAddress;

  /** Format of log lines. If undefined, the service writes readable lines to a terminal, and JSON otherwise. */
  readonly logFormat: LogFormat | undefined;
}

/**
 * An existing server, or an embedded server that keeps its data in a folder (or, if the folder is `memory`, keeps
 * none).
 */
export type DatabaseSettings = DatabaseServer | { readonly kind: 'embedded'; readonly folder: string };

const DISCOVERY = ['public', 'token'] as const;
export type Discovery = (typeof DISCOVERY)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const CLIENT_ADDRESSES = ['connection', 'forwarded'] as const;
export type ClientAddress = (typeof CLIENT_ADDRESSES)[number];

/** @throws {SettingsError} that lists every error in the settings. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return readEnvironment(env, (variables) => ({
    port: variables.wholeNumber('PORT', 0, 65_535) ?? 8080,
    metricsPort: variables.wholeNumber('METRICS_PORT', 0, 65_535),
    publicUrl: readPublicUrl(variables),
    database: readDatabaseServer(variables) ?? { kind: 'embedded', folder: variables.text('DATA_DIR') ?? '.data' },
    coordinatorPort: variables.wholeNumber('DATABASE_COORDINATOR_PORT', 1, 65_535),
    poolSize: variables.wholeNumber('DATABASE_POOL_SIZE', 1, 1000) ?? 10,
    tenantConnections: variables.wholeNumber('DATABASE_TENANT_CONNECTIONS', 1, 1000),
    scanConnections: variables.wholeNumber('DATABASE_SEARCH_CONNECTIONS', 1, 1000),
    waitSeconds: variables.wholeNumber('DATABASE_WAIT_SECONDS', 1, 300),
    deadlineSeconds: variables.wholeNumber('REQUEST_DEADLINE_SECONDS', 1, 300) ?? DEADLINE_SECONDS,
    provisioningLogDays: variables.wholeNumber('PROVISIONING_LOG_DAYS', 30, 36_500) ?? 400,
    refusalLogDays: variables.wholeNumber('REFUSAL_LOG_DAYS', 7, 36_500) ?? 30,
    adminApplication: readAdminApplication(variables),
    sessionSecret: readSessionSecret(variables),
    console: variables.choice('CONSOLE', ['on', 'off']) !== 'off',
    tenantsFile: variables.text('TENANTS_FILE'),
    secretsFolder: variables.text('SECRETS_FOLDER'),
    discovery: variables.choice('DISCOVERY', DISCOVERY) ?? 'public',
    logLevel: variables.choice('LOG_LEVEL', LOG_LEVELS) ?? 'info',
    clientAddress: variables.choice('CLIENT_ADDRESS', CLIENT_ADDRESSES) ?? 'connection',
    logFormat: variables.choice('LOG_FORMAT', LOG_FORMATS),
  }));
}

function readSessionSecret(variables: Variables): string | undefined {
  const secret = variables.text('SESSION_SECRET');
  if (secret !== undefined && secret.length < 32)
    variables.complain('SESSION_SECRET must be at least 32 random characters'); // the value is not repeated
  return secret;
}

function readAdminApplication(variables: Variables): AdminApplication | undefined {
  const [clientId, directoryId] = ['ADMIN_CLIENT_ID', 'ADMIN_DIRECTORY_ID'].map((name) => {
    const id = variables.text(name);
    if (id !== undefined && !isResourceId(id)) variables.complain(`${name} must be a GUID`);
    return id;
  });
  if ((clientId === undefined) !== (directoryId === undefined)) {
    variables.complain('ADMIN_CLIENT_ID and ADMIN_DIRECTORY_ID belong together; set both or neither');
  }
  const authority = variables.url('AZURE_AUTHORITY_HOST', ['https:'])?.origin ?? 'https://login.microsoftonline.com';
  return clientId === undefined || directoryId === undefined ? undefined : { clientId, directoryId, authority };
}

function readPublicUrl(variables: Variables): string | undefined {
  const url = variables.url('PUBLIC_URL', ['http:', 'https:']);
  if (url && (url.search !== '' || url.hash !== '' || url.username !== '')) {
    variables.complain('PUBLIC_URL must end with its path: no query, no fragment, no user');
  }
  return url?.href.replace(/\/+$/, '');
}
