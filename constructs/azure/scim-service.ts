import { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import type { ContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/container-app-environment';
import { ContainerAppJob } from '@cdktf/provider-azurerm/lib/container-app-job';
import type { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import { baseUrl } from './base-url';
import type { ResourcePlace } from './resource-place';
import type { ScimDatabase } from './scim-database';

const PORT = 8080;
const PROFILE = 'Consumption';
const REGISTRY_FOLDER = '/run/registry';
const REGISTRY_FILE = 'tenants';

export interface ScimServiceProps extends ResourcePlace {
  /** Name of the container app, which becomes the first label of its host name. At most 32 characters. */
  readonly name: string;

  /** Environment in which the app runs. */
  readonly environment: ContainerAppEnvironment;

  /** Image of the service, by digest. */
  readonly image: string;

  /** Database in which users and groups are kept. */
  readonly database: ScimDatabase;

  /** Identity that serves requests. */
  readonly runtime: UserAssignedIdentity;

  /** Identity that brings the database schema up to date. */
  readonly migrator: UserAssignedIdentity;

  /** Tenants of the service as JSON, handed over as a file. */
  readonly tenantRegistry: string;

  /**
   * Fewest replicas that run.
   *
   * @default 1 - so that a request of Entra never waits for a cold start.
   */
  readonly replicasMin?: number;

  /**
   * Most replicas that run.
   *
   * @default 4
   */
  readonly replicasMax?: number;
}

const rules: readonly Rule<ScimServiceProps>[] = [
  ({ name }) => (name.length > 32 ? `'name' must have at most 32 characters; got '${name}'` : undefined),
  ({ image }) =>
    /@sha256:[0-9a-f]{64}$/.test(image)
      ? undefined
      : `'image' must name a digest (…@sha256:…), so that what was reviewed is what runs; got '${image}'`,
  ({ replicasMin = 1, replicasMax = 4 }) =>
    replicasMin > replicasMax
      ? `'replicasMin' must not exceed 'replicasMax'; got ${replicasMin} and ${replicasMax}`
      : undefined,
];

/** The SCIM service, reachable over HTTPS from the internet, and the job that prepares its database. */
export class ScimService extends Construct {
  constructor(scope: Construct, id: string, props: ScimServiceProps) {
    super(scope, id);
    validate(this, props, rules);
    const { resourceGroupName, location } = props;

    const migration = new ContainerAppJob(this, 'Migration', {
      name: `${props.name}-migrate`,
      resourceGroupName,
      location,
      containerAppEnvironmentId: props.environment.id,
      workloadProfileName: PROFILE,
      replicaTimeoutInSeconds: 600,
      replicaRetryLimit: 1,
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 },
      identity: { type: 'UserAssigned', identityIds: [props.migrator.id] },
      registry: registryOf(props.image, props.migrator),
      template: {
        container: [
          {
            name: 'migrate',
            image: props.image,
            command: ['node', 'migrate.js'],
            cpu: 0.25,
            memory: '0.5Gi',
            env: variables({
              DATABASE_URL: props.database.urlFor(props.migrator),
              DATABASE_AUTHENTICATION: 'entra',
              AZURE_CLIENT_ID: props.migrator.clientId,
              RUNTIME_IDENTITY_NAME: props.runtime.name,
              RUNTIME_IDENTITY_OBJECT_ID: props.runtime.principalId,
            }),
          },
        ],
      },
      dependsOn: [...props.database.ready],
    });

    new ContainerApp(this, 'App', {
      name: props.name,
      resourceGroupName,
      containerAppEnvironmentId: props.environment.id,
      workloadProfileName: PROFILE,
      revisionMode: 'Single',
      maxInactiveRevisions: 5,
      identity: { type: 'UserAssigned', identityIds: [props.runtime.id] },
      registry: registryOf(props.image, props.runtime),
      secret: [{ name: REGISTRY_FILE, value: props.tenantRegistry }],
      ingress: {
        externalEnabled: true,
        targetPort: PORT,
        transport: 'http',
        allowInsecureConnections: false,
        trafficWeight: [{ latestRevision: true, percentage: 100 }],
      },
      template: {
        minReplicas: props.replicasMin ?? 1,
        maxReplicas: props.replicasMax ?? 4,
        terminationGracePeriodSeconds: 30,
        httpScaleRule: [{ name: 'requests', concurrentRequests: '40' }],
        volume: [{ name: 'registry', storageType: 'Secret' }],
        container: [
          {
            name: 'scim',
            image: props.image,
            cpu: 0.5,
            memory: '1Gi',
            env: variables({
              PORT: String(PORT),
              PUBLIC_URL: baseUrl(props.name, props.environment.defaultDomain),
              DATABASE_URL: props.database.urlFor(props.runtime),
              DATABASE_AUTHENTICATION: 'entra',
              AZURE_CLIENT_ID: props.runtime.clientId,
              TENANTS_FILE: `${REGISTRY_FOLDER}/${REGISTRY_FILE}`,
              // A new registry alone makes no new revision; this digest of digests does.
              TENANTS_SHA256: Token.asString(Fn.nonsensitive(Fn.sha256(props.tenantRegistry))),
            }),
            volumeMounts: [{ name: 'registry', path: REGISTRY_FOLDER }],
            startupProbe: [probe('/healthz', { intervalSeconds: 2, failureCountThreshold: 30 })],
            livenessProbe: [probe('/healthz', { intervalSeconds: 10, failureCountThreshold: 3 })],
            readinessProbe: [probe('/readyz', { intervalSeconds: 5, failureCountThreshold: 3 })],
          },
        ],
      },
      dependsOn: [...props.database.ready, migration],
    });
  }
}

function variables(values: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

function probe(path: string, timing: { intervalSeconds: number; failureCountThreshold: number }) {
  return { transport: 'HTTP', port: PORT, path, timeout: 3, ...timing };
}

/** An Azure registry is asked with an identity; any other has to be public. */
function registryOf(image: string, identity: UserAssignedIdentity): { server: string; identity: string }[] {
  const server = image.split('/', 1)[0] ?? '';
  return server.endsWith('.azurecr.io') ? [{ server, identity: identity.id }] : [];
}
