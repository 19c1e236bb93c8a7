import { ContainerApp, type ContainerAppTemplate } from '@cdktf/provider-azurerm/lib/container-app';
import { Fn, type ITerraformDependable, Token } from 'cdktf';
import { Construct } from 'constructs';

import { isLiteral, type Rule, validate } from '../validation';

import { memoryFor, probe, variables } from './container';
import type { Database } from './database';
import type { ImageRegistry } from './image-registry';
import type { ManagedIdentity } from './managed-identity';
import type { ResourcePlace } from './resource-place';
import type { ScimEnvironment } from './scim-environment';
import type { ServiceSecrets } from './service-secrets';

const PORT = 8080;
const METRICS_PORT = 9090;
const REGISTRY_FOLDER = '/run/registry';
const REGISTRY_FILE = 'tenants';

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

export interface ScimServiceProps extends ResourcePlace {
  /** Name of the container app, and the first label of its host name. At most 32 characters. */
  readonly name: string;

  /** Environment in which the app runs. */
  readonly environment: ScimEnvironment;

  /** Image of the service, by digest. */
  readonly image: string;

  /** Registry of the image. */
  readonly registry: ImageRegistry;

  /** Database that contains the users and groups. */
  readonly database: Database;

  /** Identity under which the service serves requests. */
  readonly runtime: ManagedIdentity;

  /**
   * Resources that must exist before the service starts, such as a migration of its database.
   *
   * @default none
   */
  readonly after?: readonly ITerraformDependable[];

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
   * Name of one of the `secrets`. From this secret, the service derives the key that encrypts sessions of its console
   * and portal.
   *
   * @default - each replica generates its own secret when it starts, and accepts only its own sessions.
   */
  readonly sessionSecret?: string | undefined;

  /**
   * Base URL at which clients call the service.
   *
   * @default - `https://<name>.<domain of the environment>`.
   */
  readonly publicUrl?: string;

  /**
   * Minimum number of running replicas.
   *
   * @default 1 - so that a request from Entra never waits for a cold start.
   */
  readonly replicasMin?: number;

  /**
   * Maximum number of running replicas.
   *
   * @default 4
   */
  readonly replicasMax?: number;

  /**
   * Number of concurrent requests per replica at which Azure adds another replica.
   *
   * @default 40
   */
  readonly concurrentRequests?: number;

  /**
   * Number of cores of a replica, in steps of 0.25. A replica gets 2 GiB of memory per core.
   *
   * @default 0.5
   */
  readonly cpu?: number;

  /**
   * How traffic moves to a new revision. `automatic`: Azure moves the traffic once the new replicas are ready. `gated`:
   * the new revision gets no traffic at first. `entra-scim rollout` or an operator checks that the revision is healthy,
   * and then moves the traffic.
   *
   * @default automatic
   */
  readonly rollout?: 'automatic' | 'gated';

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

  /**
   * IPv4 ranges from which clients may call the service.
   *
   * @default - clients with a valid token may call from any address.
   */
  readonly allowedAddresses?: readonly string[];
}

const rules: readonly Rule<ScimServiceProps>[] = [
  ({ name }) => (name.length > 32 ? `'name' must have at most 32 characters; got '${name}'` : undefined),
  ({ image }) =>
    /@sha256:[0-9a-f]{64}$/.test(image)
      ? undefined
      : `'image' must name a digest (…@sha256:…), so that exactly the reviewed image runs; got '${image}'`,
  ({ replicasMin = 1, replicasMax = 4 }) =>
    replicasMin > replicasMax
      ? `'replicasMin' must not exceed 'replicasMax'; got ${replicasMin} and ${replicasMax}`
      : undefined,
  ({ cpu = 0.5 }) =>
    cpu > 0 && Number.isInteger(cpu * 4) ? undefined : `'cpu' must be a multiple of 0.25; got ${cpu}`,
  ({ sessionSecret, secrets }) =>
    sessionSecret === undefined || secrets?.references.some(({ name }) => name === sessionSecret)
      ? undefined
      : `'sessionSecret' must be the name of one of the 'secrets'; got '${sessionSecret}'`,
  ({ publicUrl }) =>
    publicUrl !== undefined && isLiteral(publicUrl) && !publicUrl.startsWith('https://')
      ? `'publicUrl' must be an https URL, because the service is reachable only over TLS; got '${publicUrl}'`
      : undefined,
];

/**
 * The SCIM service, reachable over HTTPS from the internet.
 *
 * @example
 * const service = new ScimService(this, 'Service', {
 *   ...place,
 *   name: 'acme-scim',
 *   environment,
 *   image,
 *   registry,
 *   database,
 *   runtime,
 *   after: [migration.resource],
 *   tenantRegistry: Fn.jsonencode({
 *     tenants: [
 *       {
 *         slug: 'contoso',
 *         plan: 'enterprise',
 *         scimEnabled: true,
 *         roles: [{ value: 'data_steward', displayName: 'Data Steward' }],
 *         tokens: [{ id: 'gen-1', sha256: vault.sha256Of(tokenSecretName('contoso', 1)) }],
 *       },
 *     ],
 *   }),
 * });
 */
export class ScimService extends Construct {
  readonly resource: ContainerApp;

  /** Environment in which the app runs. */
  readonly environment: ScimEnvironment;

  /** The settings that define a revision of the app: a change to one of them creates a new revision. */
  readonly revision: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: ScimServiceProps) {
    super(scope, id);
    validate(this, props, rules);
    const { environment, registry, database, runtime, secrets, allowedAddresses = [], rollout = 'automatic' } = props;
    const credentials = registry.credentialsFor(runtime);
    this.environment = environment;

    const settings = settingsOf(props);
    this.revision = { ...settings, template: JSON.stringify(templateOf(props, {})) };
    this.resource = new ContainerApp(this, 'App', {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      containerAppEnvironmentId: environment.resource.id,
      workloadProfileName: environment.workloadProfileName,
      revisionMode: rollout === 'automatic' ? 'Single' : 'Multiple',
      maxInactiveRevisions: 5,
      identity: { type: 'UserAssigned', identityIds: [runtime.id] },
      registry: credentials.registry,
      secret: [
        { name: REGISTRY_FILE, value: props.tenantRegistry },
        ...credentials.secret,
        ...(secrets?.references ?? []),
      ],
      ingress: {
        externalEnabled: true,
        targetPort: PORT,
        transport: 'http',
        allowInsecureConnections: false,
        ipSecurityRestriction: allowedAddresses.map((range, index) => ({
          name: `allowed-${index + 1}`,
          action: 'Allow', // the ingress refuses every address outside these ranges
          ipAddressRange: range,
        })),
        trafficWeight: [{ latestRevision: true, percentage: 100 }],
      },
      template: templateOf(props, settings),
      lifecycle:
        // With `gated`, a rollout decides which revision gets traffic. Terraform must not change that decision.
        rollout === 'gated' ? { ignoreChanges: ['ingress[0].traffic_weight'] } : undefined,
      dependsOn: [...database.ready, ...registry.ready, ...(secrets?.ready ?? []), ...(props.after ?? [])],
    });
  }
}

/** The environment variables of the service. */
function settingsOf(props: ScimServiceProps): Record<string, string> {
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

function templateOf(props: ScimServiceProps, settings: Readonly<Record<string, string>>): ContainerAppTemplate {
  return {
    minReplicas: props.replicasMin ?? 1,
    maxReplicas: props.replicasMax ?? 4,
    terminationGracePeriodSeconds: 30,
    httpScaleRule: [{ name: 'requests', concurrentRequests: String(props.concurrentRequests ?? 40) }],
    volume: [{ name: 'registry', storageType: 'Secret' }],
    container: [
      {
        name: 'scim',
        image: props.image,
        cpu: props.cpu ?? 0.5,
        memory: memoryFor(props.cpu ?? 0.5),
        env: [
          ...variables(settings),
          ...(props.sessionSecret === undefined ? [] : [{ name: 'SESSION_SECRET', secretName: props.sessionSecret }]),
        ],
        volumeMounts: [{ name: 'registry', path: REGISTRY_FOLDER }],
        startupProbe: [probe(PORT, '/healthz', { intervalSeconds: 2, failureCountThreshold: 30 })],
        livenessProbe: [probe(PORT, '/healthz', { intervalSeconds: 10, failureCountThreshold: 3 })],
        readinessProbe: [probe(PORT, '/readyz', { intervalSeconds: 5, failureCountThreshold: 3 })],
      },
    ],
  };
}
