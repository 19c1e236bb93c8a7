import { Fn, Token } from 'cdktf';

import type { Database } from './database';
import type { ManagedIdentity } from './managed-identity';
import type { ScimEnvironment } from './scim-environment';
import type { ServiceSecrets } from './service-secrets';

export const PORT = 8080;
export const METRICS_PORT = 9090;
export const REGISTRY_FOLDER = '/run/registry';
export const REGISTRY_FILE = 'tenants';

/** An application in Entra whose app roles determine who may use the admin API. */
export interface AdminApplication {
  /** Client id of the application. */
  readonly clientId: string;

  /** Id of the directory (tenant) that the application belongs to. */
  readonly directoryId: string;

  /**
   * Origin of the authority that issues tokens.
   *
   * @default https://login.microsoftonline.com
   */
  readonly authority?: string | undefined;
}

/** The properties of a service that determine its environment variables. */
export interface ServiceSettings {
  /** Name of the container app, and the first label of its host name. At most 32 characters. */
  readonly name: string;

  /** Environment in which the app runs. */
  readonly environment: ScimEnvironment;

  /** Database that contains the users and groups. */
  readonly database: Database;

  /** Identity under which the service serves requests. */
  readonly runtime: ManagedIdentity;

  /**
   * The service's tenants, as JSON with digests instead of tokens. The service reads the JSON from a file. The JSON may
   * be larger than 25 kB, the limit of a Key Vault secret.
   */
  readonly tenantRegistry: string;

  /**
   * Secrets that the service reads as files, such as those that sign webhooks. The tenant registry contains their
   * names.
   *
   * @default none
   */
  readonly secrets?: ServiceSecrets | undefined;

  /**
   * Base URL at which clients call the service.
   *
   * @default - `https://<name>.<domain of the environment>`.
   */
  readonly publicUrl?: string;

  /**
   * Lowest level that is logged. Requests are logged at level `info`.
   *
   * @default info
   */
  readonly logLevel?: string;

  /**
   * Access to the discovery endpoints (`/ServiceProviderConfig`, `/Schemas`, `/ResourceTypes`). `public`: anyone, since
   * the endpoints reveal nothing about a tenant. `token`: only clients with a token.
   *
   * @default public
   */
  readonly discovery?: 'public' | 'token';

  /**
   * Application whose app roles `auditor` and `operator` let people and services use the admin API.
   *
   * @default - the admin API is off.
   */
  readonly admin?: AdminApplication | undefined;

  /**
   * Whether each replica serves metrics, on a port that the ingress does not expose.
   *
   * @default true
   */
  readonly metrics?: boolean;

  /**
   * Days for which the history of changes is kept. Old entries are deleted a whole month at a time.
   *
   * @default 400
   */
  readonly provisioningLogDays?: number;

  /**
   * Days for which refused requests are kept. Old entries are deleted a whole month at a time.
   *
   * @default 30
   */
  readonly refusalLogDays?: number;
}

/** The environment variables of the service. */
export function settingsOf(props: ServiceSettings): Record<string, string> {
  const { environment, database, runtime, tenantRegistry } = props;
  return {
    PORT: String(PORT),
    ...((props.metrics ?? true) ? { METRICS_PORT: String(METRICS_PORT) } : {}),
    ...(props.discovery === 'token' ? { DISCOVERY: props.discovery } : {}),
    ...adminVariables(props.admin),
    LOG_LEVEL: props.logLevel ?? 'info',
    PROVISIONING_LOG_DAYS: String(props.provisioningLogDays ?? 400),
    REFUSAL_LOG_DAYS: String(props.refusalLogDays ?? 30),
    PUBLIC_URL: props.publicUrl ?? `https://${props.name}.${environment.domain}`,
    DATABASE_URL: database.urlFor(runtime),
    ...(database.coordinatorPort === undefined ? {} : { DATABASE_COORDINATOR_PORT: String(database.coordinatorPort) }),
    DATABASE_AUTHENTICATION: 'entra',
    AZURE_CLIENT_ID: runtime.clientId,
    // The service reads the client's address from X-Forwarded-For. The ingress appends this address to the header. The
    // client itself wrote everything that precedes this address.
    CLIENT_ADDRESS: 'forwarded',
    TENANTS_FILE: `${REGISTRY_FOLDER}/${REGISTRY_FILE}`,
    // The volume contains every secret of the app, each in a file named after the secret.
    ...(props.secrets ? { SECRETS_FOLDER: REGISTRY_FOLDER } : {}),
    // A change to the tenant registry does not create a new revision by itself, but the change to this digest does.
    TENANTS_SHA256: Token.asString(Fn.nonsensitive(Fn.sha256(tenantRegistry))),
  };
}

function adminVariables(application: AdminApplication | undefined): Record<string, string> {
  if (application === undefined) return {};
  const { clientId, directoryId, authority } = application;
  return {
    ADMIN_CLIENT_ID: clientId,
    ADMIN_DIRECTORY_ID: directoryId,
    ...(authority === undefined ? {} : { AZURE_AUTHORITY_HOST: authority }),
  };
}
