import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { Aspects, Fn, type TerraformElement, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct, Node } from 'constructs';

import { DeployStep } from '../constructs/azure/deploy-step';
import { ImageRegistry, type ImageRegistryProps } from '../constructs/azure/image-registry';
import { MigrationJob } from '../constructs/azure/migration-job';
import { ScimEnvironment } from '../constructs/azure/scim-environment';
import { ScimService } from '../constructs/azure/scim-service';
import { ServiceSecrets } from '../constructs/azure/service-secrets';
import { Tags } from '../constructs/azure/tags';
import type { TokenVault } from '../constructs/azure/token-vault';
import { projectFolderFrom } from '../constructs/project-folder';
import { TerraformData } from '../constructs/terraform-data';
import type { PlatformConfig } from '../fleet/model/platform';
import type { ServedTenant } from '../fleet/model/tenant';
import { serviceSecrets } from '../fleet/service-secrets';
import { serviceUrl } from '../fleet/service-url';
import { openRegistry, tenantRegistry } from '../fleet/tenant-registry';

import { adminApplication } from './admin-application';
import { defineAzureProvider, RESOURCE_PROVIDERS } from './azure-provider';
import { managedIdentity } from './managed-identity';
import { platformDatabase } from './platform-database';
import { platformDomain } from './platform-domain';
import { platformMonitoring } from './platform-monitoring';
import { platformNetwork } from './platform-network';
import { platformVault } from './platform-vault';
import { resourceGroup } from './resource-group';
import { rolloutCommand } from './rollout-command';
import { defineBackend } from './state-backend';
import { platformStackNames, terraformName } from './terraform-names';

export interface PlatformStackConfig {
  readonly platform: PlatformConfig;

  /** Tenants to put into the service's registry. Tenants with an external endpoint are ignored. */
  readonly tenants: readonly ServedTenant[];
}

/**
 * The Azure resources that all tenants share: the service that Entra calls, the service's database, and the tokens of
 * all tenants.
 */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string, { platform, tenants }: PlatformStackConfig) {
    super(scope, id);
    const names = platform.names;

    defineBackend(this, id, platform);
    defineAzureProvider(this, platform, RESOURCE_PROVIDERS);
    new RandomProvider(this, 'random');
    new TimeProvider(this, 'time');
    if (Object.keys(platform.tags).length > 0) Aspects.of(this).add(new Tags(platform.tags));

    const group = resourceGroup(this, platform);
    const { place } = group;

    const { runtimeId, migratorId } = platform.identities;
    const identity = (identityId: string, name: string, given: string | undefined) =>
      managedIdentity(this, identityId, { platform, place, name, given });
    const runtime = identity('Runtime', names.runtimeIdentity, runtimeId);
    const migrator = identity('Migrator', names.migratorIdentity, migratorId);

    const network = platformNetwork(this, platform, place);
    const vault = platformVault(this, platform, { ...place, network, tenants });

    const { made, given, session } = serviceSecrets(tenants, platform);
    const secrets =
      made.length + given.length === 0
        ? undefined
        : new ServiceSecrets(this, 'Secrets', { made, given, vault, runtime });

    const database = platformDatabase(this, platform, { ...place, network, migrator, resourceGroupId: group.id });

    const { workloadProfile, customDomain, replicas, allowedAddresses, rate, ingress, admin, ...service } =
      platform.service;
    const environment = new ScimEnvironment(this, 'Apps', {
      ...place,
      name: names.environment,
      managedResourceGroupName: names.environmentResourceGroup,
      network,
      internal: ingress === 'internal',
      withIdentity: customDomain?.certificate !== undefined,
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
      triggers: { image: platform.image, database: database.migrationUrlFor(runtime) },
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
      tenantRegistry: Fn.jsonencode(tenantRegistry(tenants, platform, (secretName) => vault.sha256Of(secretName))),
      secrets,
      sessionSecret: session,
      publicUrl: url,
      admin: adminApplication(this, platform),
      allowedAddresses:
        allowedAddresses.length === 0 ? [] : [...allowedAddresses, ...(customDomain?.issuerAddresses ?? [])],
      replicasMin: replicas.min,
      replicasMax: replicas.max,
      concurrentRequests: replicas.concurrentRequests,
    });

    // A plan hides the tenant registry, because the registry contains digests of tokens. This resource has no effect of
    // its own; its only purpose is to make the plan show changes to tenants. It depends on the service, so if a
    // deployment fails, the next plan shows the changes again.
    const told = new TerraformData(this, 'Tenants', {
      input: openRegistry(tenants, platform),
      dependsOn: [app.resource],
    });
    told.overrideLogicalId('tenants');

    const settled = new DeployStep(this, 'Settled', {
      command: rolloutCommand(platform, 'settle', { app: names.app }),
      folder,
      triggers: { ...app.revision, rollout: service.rollout },
      dependsOn: [app.resource],
    });

    const domain = platformDomain(this, platform, { environment, app, settled: settled.resource });
    if (domain) {
      this.output('dns_records', domain.requiredRecords, 'Records that DNS holds for the custom domain.');
    }

    if (ingress === 'internal') {
      const { staticIpAddress } = environment.resource;
      this.output(
        'load_balancer_address',
        staticIpAddress,
        'Address in the network at which a gateway reaches the service.',
      );
      this.output(
        'app_host',
        `${names.app}.${environment.domain}`,
        'Host that a gateway asks for there, in SNI and Host.',
      );
    }

    platformMonitoring(this, platform, { ...place, environment, app, database, vault, tenants });
    this.output('scim_url', `${url}/scim/v2`, 'Base URL of the SCIM service.');
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

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(this, element, platformStackNames) ?? super.allocateLogicalId(element);
  }

  private output(name: string, value: unknown, description: string): void {
    new TerraformOutput(this, `output-${name}`, { value, description }).overrideLogicalId(name);
  }
}
