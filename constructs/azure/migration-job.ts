import { ContainerAppJob } from '@cdktf/provider-azurerm/lib/container-app-job';
import { Construct } from 'constructs';

import { variables } from './container';
import type { Database } from './database';
import type { ImageRegistry } from './image-registry';
import type { ManagedIdentity } from './managed-identity';
import type { ResourcePlace } from './resource-place';
import type { ScimEnvironment } from './scim-environment';

export interface MigrationJobProps extends ResourcePlace {
  /** Name of the job. At most 32 characters. */
  readonly name: string;

  /** Environment in which the job runs. */
  readonly environment: ScimEnvironment;

  /** Image of the service, by digest. */
  readonly image: string;

  /** Registry of the image. */
  readonly registry: ImageRegistry;

  /** Database that the job migrates. */
  readonly database: Database;

  /** Identity that owns the database schema. */
  readonly migrator: ManagedIdentity;

  /** Identity under which the service serves requests. The job gives this identity access to the database. */
  readonly runtime: ManagedIdentity;
}

/**
 * The job that migrates the database. The job has its own identity, which never serves requests.
 *
 * @example
 * const migration = new MigrationJob(this, 'Migration', {
 *   ...place,
 *   name: 'acme-scim-migrate',
 *   environment,
 *   image,
 *   registry,
 *   database,
 *   migrator,
 *   runtime,
 * });
 */
export class MigrationJob extends Construct {
  readonly resource: ContainerAppJob;

  constructor(scope: Construct, id: string, props: MigrationJobProps) {
    super(scope, id);
    const { environment, image, registry, database, migrator, runtime } = props;

    this.resource = new ContainerAppJob(this, 'Job', {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      containerAppEnvironmentId: environment.resource.id,
      workloadProfileName: environment.workloadProfileName,
      replicaTimeoutInSeconds: 600,
      replicaRetryLimit: 1,
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 },
      identity: { type: 'UserAssigned', identityIds: [migrator.id] },
      ...registry.credentialsFor(migrator),
      template: {
        container: [
          {
            name: 'migrate',
            image,
            command: ['node', 'migrate.js'],
            cpu: 0.25,
            memory: '0.5Gi',
            env: variables({
              DATABASE_URL: database.migrationUrlFor(migrator),
              DATABASE_AUTHENTICATION: 'entra',
              AZURE_CLIENT_ID: migrator.clientId,
              RUNTIME_IDENTITY_NAME: runtime.name,
              RUNTIME_IDENTITY_OBJECT_ID: runtime.principalId,
            }),
          },
        ],
      },
      dependsOn: [...database.ready, ...registry.ready],
    });
  }
}
