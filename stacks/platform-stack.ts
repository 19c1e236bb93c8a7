import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { Fn, type TerraformElement, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct, Node } from 'constructs';

import { CustomDomain } from '../constructs/azure/custom-domain';
import type { Database } from '../constructs/azure/database';
import { DeployStep } from '../constructs/azure/deploy-step';
import { ImageRegistry, type ImageRegistryProps } from '../constructs/azure/image-registry';
import { MigrationJob } from '../constructs/azure/migration-job';
import { Monitoring } from '../constructs/azure/monitoring';
import type { PrivateNetwork } from '../constructs/azure/private-network';
import type { ResourcePlace } from '../constructs/azure/resource-place';
import { ScimCluster } from '../constructs/azure/scim-cluster';
import { ScimDatabase } from '../constructs/azure/scim-database';
import { ScimEnvironment } from '../constructs/azure/scim-environment';
import { ScimNetwork } from '../constructs/azure/scim-network';
import { ScimService } from '../constructs/azure/scim-service';
import { TokenVault } from '../constructs/azure/token-vault';
import { projectFolderFrom } from '../constructs/project-folder';
import { TerraformData } from '../constructs/terraform-data';
import { DATABASE_DOMAINS } from '../fleet/database-domain';
import { CLUSTER } from '../fleet/model/database-options';
import type { PlatformConfig } from '../fleet/model/platform';
import { acceptedGenerations, type ServedTenant } from '../fleet/model/tenant';
import { type PlatformNames, platformNames } from '../fleet/platform-names';
import { serviceUrl } from '../fleet/service-url';
import { openRegistry, tenantRegistry } from '../fleet/tenant-registry';

import { defineAzureProvider, RESOURCE_PROVIDERS } from './azure-provider';
import { rolloutCommand } from './rollout-command';
import { defineBackend } from './state-backend';
import { platformStackNames, terraformName } from './terraform-names';

export interface PlatformStackConfig {
  readonly platform: PlatformConfig;

  /** Tenants that the service is told of, those of the companion service among them. */
  readonly tenants: readonly ServedTenant[];
}

/** The Azure side: the service that Entra calls, its database, and the tokens of all tenants. */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string, { platform, tenants }: PlatformStackConfig) {
    super(scope, id);
    const names = platformNames(platform.name);

    defineBackend(this, id, platform);
    defineAzureProvider(this, platform, RESOURCE_PROVIDERS);
    new RandomProvider(this, 'random');
    new TimeProvider(this, 'time');

    const group = new ResourceGroup(this, 'Group', { name: names.resourceGroup, location: platform.location });
    const place = { resourceGroupName: group.name, location: group.location };

    const runtime = new UserAssignedIdentity(this, 'Runtime', { name: names.runtimeIdentity, ...place });
    const migrator = new UserAssignedIdentity(this, 'Migrator', { name: names.migratorIdentity, ...place });

    const vault = new TokenVault(this, 'Tokens', {
      ...platform.vault,
      ...place,
      name: names.vault,
      directoryId: platform.hostTenantId,
      generations: generationsOf(tenants),
    });

    const network = this.network(platform, place);
    const database = this.database(platform, { ...place, network, migrator }, group.id);

    const { workloadProfile, customDomain, replicas, allowedAddresses, rate, ...service } = platform.service;
    const environment = new ScimEnvironment(this, 'Apps', {
      ...place,
      name: names.environment,
      managedResourceGroupName: names.environmentResourceGroup,
      network,
      zoneRedundant: service.zoneRedundant,
      dedicated: workloadProfile === 'Consumption' ? undefined : workloadProfile,
    });

    const registry = new ImageRegistry(this, 'Registry', {
      image: platform.image,
      identities: [runtime, migrator],
      access: this.registryAccess(platform, vault),
    });
    const migration = new MigrationJob(this, 'Migration', {
      ...place,
      name: names.migrationJob,
      environment,
      image: platform.image,
      registry,
      database,
      migrator,
      runtime,
    });

    const folder = projectFolderFrom(this);
    const migrated = new DeployStep(this, 'Migrated', {
      command: rolloutCommand(platform, 'run-job', { job: names.migrationJob }),
      folder,
      triggers: { image: platform.image, database: database.urlFor(runtime) },
      dependsOn: [migration.resource],
    });

    const url = serviceUrl(platform, () => environment.domain);
    const app = new ScimService(this, 'Service', {
      ...service,
      ...place,
      name: names.app,
      environment,
      image: platform.image,
      registry,
      database,
      runtime,
      after: [migrated.resource],
      tenantRegistry: Fn.jsonencode(
        tenantRegistry(tenants, rate, (slug, generation) => vault.sha256(slug, generation)),
      ),
      publicUrl: url,
      allowedAddresses:
        allowedAddresses.length === 0 ? [] : [...allowedAddresses, ...(customDomain?.issuerAddresses ?? [])],
      replicasMin: replicas.min,
      replicasMax: replicas.max,
      concurrentRequests: replicas.concurrentRequests,
    });

    // Does nothing. A plan hides the registry, which holds digests; a change of a tenant shows here. It follows the
    // service, so that a deployment that failed shows the same again.
    const told = new TerraformData(this, 'Tenants', { input: openRegistry(tenants, rate), dependsOn: [app.resource] });
    told.overrideLogicalId('tenants');

    const settled = new DeployStep(this, 'Settled', {
      command: rolloutCommand(platform, 'settle', { app: names.app }),
      folder,
      triggers: { ...app.revision, rollout: service.rollout },
      dependsOn: [app.resource],
    });

    if (customDomain) {
      const domain = new CustomDomain(this, 'Domain', { ...customDomain, app: app.resource, environment });
      new DeployStep(this, 'Certified', {
        command: rolloutCommand(platform, 'bind-certificate', {
          app: names.app,
          environment: names.environment,
          host: customDomain.host,
        }),
        folder,
        triggers: { domain: domain.resource.id },
        dependsOn: [domain.resource, settled.resource],
      });
      this.output('dns_records', domain.requiredRecords, 'Records that DNS holds for the custom domain.');
    }

    this.monitor(platform, names, place, { environment, app, database, vault, tenants });
    this.output('scim_url', `${url}/scim/v2`, 'Base URL of the SCIM service.');
  }

  /** The database that the service uses, and all others that there are. */
  private database(
    { name, hostTenantId, database }: PlatformConfig,
    shared: ResourcePlace & { readonly network: PrivateNetwork | undefined; readonly migrator: UserAssignedIdentity },
    resourceGroupId: string,
  ): Database {
    const names = platformNames(name);
    const { elasticCluster, use, ...options } = database;
    const { backupRetentionDays, deletionLock } = options;
    const common = { ...shared, directoryId: hostTenantId, backupRetentionDays, deletionLock };
    const server = new ScimDatabase(this, 'Database', {
      ...common,
      ...options,
      name: names.database,
      resourceGroupId,
      ...(use === undefined || use === CLUSTER ? {} : { use }),
    });
    if (!elasticCluster) return server;

    const cluster = new ScimCluster(this, 'Cluster', {
      ...common,
      ...elasticCluster,
      name: names.cluster,
      network: shared.network?.cluster,
    });
    return use === CLUSTER ? cluster : server;
  }

  /** The network of the file: one of our own, one that is there, or none. */
  private network(
    { name, network, cloud, database }: PlatformConfig,
    place: ResourcePlace,
  ): PrivateNetwork | undefined {
    if (network === 'none') return undefined;
    if ('databaseSubnetId' in network) {
      const { clusterSubnetId, clusterZoneId, ...server } = network;
      const cluster =
        clusterSubnetId === undefined || clusterZoneId === undefined
          ? undefined
          : { databaseSubnetId: clusterSubnetId, databaseZoneId: clusterZoneId, databaseReachable: [] };
      return { ...server, databaseReachable: [], cluster };
    }
    return new ScimNetwork(this, 'Network', {
      ...place,
      ...network,
      name,
      withCluster: database.elasticCluster !== undefined,
      databaseDomain: DATABASE_DOMAINS[cloud.environment],
    });
  }

  private registryAccess({ registry }: PlatformConfig, vault: TokenVault): ImageRegistryProps['access'] {
    if (!registry || 'azureRegistryId' in registry) return registry;
    const password = new TerraformVariable(this, 'RegistryPassword', {
      type: 'string',
      sensitive: true,
      description: `Password or token with which '${registry.username}' pulls the image.`,
    });
    password.overrideLogicalId('registry_password');
    return { ...registry, password: password.stringValue, vault };
  }

  private monitor(
    { monitoring }: PlatformConfig,
    names: PlatformNames,
    place: ResourcePlace,
    watched: {
      readonly environment: ScimEnvironment;
      readonly app: ScimService;
      readonly database: Database;
      readonly vault: TokenVault;
      readonly tenants: readonly ServedTenant[];
    },
  ): void {
    const { environment, app, database, vault, tenants } = watched;
    const companions = tenants.filter(({ target }) => target.kind === 'companion');
    new Monitoring(this, 'Monitoring', {
      ...monitoring,
      ...place,
      alerts: monitoring.alerts === 'off' ? undefined : monitoring.alerts,
      workspaceName: names.logs,
      operatorsName: names.actionGroup,
      environmentId: environment.resource.id,
      appName: names.app,
      appId: app.resource.id,
      databaseId: database.serverId,
      vaultId: vault.resource.id,
      tenants: companions.map(({ slug }) => slug),
      quiet: companions.filter((tenant) => !calls(tenant)).map(({ slug }) => slug),
    });
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(this, element, platformStackNames) ?? super.allocateLogicalId(element);
  }

  private output(name: string, value: unknown, description: string): void {
    new TerraformOutput(this, `output-${name}`, { value, description }).overrideLogicalId(name);
  }
}

function generationsOf(tenants: readonly ServedTenant[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    tenants.flatMap(({ slug, target }) =>
      target.kind === 'companion' ? [[slug, acceptedGenerations(target.token)]] : [],
    ),
  );
}

/** Whether Entra is expected to call for a tenant, and to be let in. */
function calls({ target, provisioning }: ServedTenant): boolean {
  return target.kind === 'companion' && target.service.scimEnabled && (provisioning?.enabled ?? true);
}
