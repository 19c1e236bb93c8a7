import { ContainerApp, type ContainerAppTemplate } from '@cdktf/provider-azurerm/lib/container-app';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { isLiteral, type Rule, validate } from '../validation';

import { memoryFor, probe, variables } from './container';
import type { ImageRegistry } from './image-registry';
import type { ResourcePlace } from './resource-place';
import type { ScimEnvironment } from './scim-environment';
import { PORT, REGISTRY_FILE, REGISTRY_FOLDER, type ServiceSettings, settingsOf } from './service-settings';

export interface ScimServiceProps extends ResourcePlace, ServiceSettings {
  /** Image of the service, by digest. */
  readonly image: string;

  /** Registry of the image. */
  readonly registry: ImageRegistry;

  /**
   * Resources that must exist before the service starts, such as a migration of its database.
   *
   * @default none
   */
  readonly after?: readonly ITerraformDependable[];

  /**
   * Name of one of the `secrets`. From this secret, the service derives the key that encrypts sessions of its console
   * and portal.
   *
   * @default - each replica generates its own secret when it starts, and accepts only its own sessions.
   */
  readonly sessionSecret?: string | undefined;

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
