import { readEnvironment, type Variables } from '../command-line/variables';

import type { AdminApplication } from './admin/admin-principal';
import { type DatabaseServer, readDatabaseServer } from './database-settings';
import { DEADLINE_SECONDS } from './directory/budget';
import type { LogFormat } from './log';
import { isResourceId } from './scim/resource-id';

/** The settings in the environment. It is read once, at startup, and no other file of the service looks at it. */
export interface Settings {
  /** Port of the SCIM endpoint. 0 picks a free one. */
  readonly port: number;

  /** Port of `/metrics`. Undefined switches metrics off. */
  readonly metricsPort: number | undefined;

  /** Base of `meta.location`, without a slash at its end. If undefined, the address that the service listens on. */
  readonly publicUrl: string | undefined;

  readonly database: DatabaseSettings;

  /** Port of a cluster's coordinator, if the database's URL leads to any node. Undefined if it leads to the right one. */
  readonly coordinatorPort: number | undefined;

  /** Maximum number of connections to the database. Each request uses one. */
  readonly poolSize: number;

  /** Maximum number of connections that one tenant may hold. If undefined, half of the pool. */
  readonly tenantConnections: number | undefined;

  /** Maximum number of connections that one tenant's searches without an index hold. Undefined for a quarter of all. */
  readonly scanConnections: number | undefined;

  /** Maximum time that a request waits for a connection. Undefined for eight seconds. */
  readonly waitSeconds: number | undefined;

  /** Maximum duration of a request. */
  readonly deadlineSeconds: number;

  /** Days for which the history of changes is kept; it may be kept up to a month longer. */
  readonly provisioningLogDays: number;

  /** Days for which refused requests and deliveries of streams are kept; they may be kept up to a month longer. */
  readonly refusalLogDays: number;

  /** Whose roles in Entra let people and applications use the admin API. Undefined for nobody's. */
  readonly adminApplication: AdminApplication | undefined;

  /** File with the tenant registry. Undefined for one demo tenant. */
  readonly tenantsFile: string | undefined;

  /** Folder of the secrets that the registry names, each in a file of its name. Undefined for none. */
  readonly secretsFolder: string | undefined;

  /** Whether discovery is open to everybody, or needs a token. */
  readonly discovery: Discovery;

  readonly logLevel: LogLevel;

  /** Where a client's address is taken from: its connection, or the last hop of `X-Forwarded-For`. */
  readonly clientAddress: ClientAddress;

  /** Undefined for readable lines on a terminal, and JSON anywhere else. */
  readonly logFormat: LogFormat | undefined;
}

/** An existing server, or one of the service's own with its data in a folder (`memory` for none). */
export type DatabaseSettings = DatabaseServer | { readonly kind: 'embedded'; readonly folder: string };

const DISCOVERY = ['public', 'token'] as const;
export type Discovery = (typeof DISCOVERY)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const CLIENT_ADDRESSES = ['connection', 'forwarded'] as const;
export type ClientAddress = (typeof CLIENT_ADDRESSES)[number];

/** @throws {SettingsError} with everything that is wrong. */
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
    tenantsFile: variables.text('TENANTS_FILE'),
    secretsFolder: variables.text('SECRETS_FOLDER'),
    discovery: variables.choice('DISCOVERY', DISCOVERY) ?? 'public',
    logLevel: variables.choice('LOG_LEVEL', LOG_LEVELS) ?? 'info',
    clientAddress: variables.choice('CLIENT_ADDRESS', CLIENT_ADDRESSES) ?? 'connection',
    logFormat: variables.choice('LOG_FORMAT', LOG_FORMATS),
  }));
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
