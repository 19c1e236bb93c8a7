import { ContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/container-app-environment';
import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { Fn, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import { baseUrl } from '../constructs/azure/base-url';
import { ScimDatabase } from '../constructs/azure/scim-database';
import { ScimNetwork } from '../constructs/azure/scim-network';
import { ScimService } from '../constructs/azure/scim-service';
import { TokenVault } from '../constructs/azure/token-vault';

import type { Configuration } from './config/load-config';
import { acceptedGenerations } from './config/tenant';
import { platformNames } from './platform-names';
import { tenantRegistry } from './tenant-registry';

/** The Azure side: the service that Entra calls, its database, and the tokens of all tenants. */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string, { platform, tenants }: Configuration) {
    super(scope, id);
    const names = platformNames(platform.name);

    new AzurermProvider(this, 'azurerm', {
      features: [{}],
      subscriptionId: platform.subscriptionId,
      tenantId: platform.hostTenantId,
    });
    new RandomProvider(this, 'random');
    new TimeProvider(this, 'time');

    const group = new ResourceGroup(this, 'Group', { name: names.resourceGroup, location: platform.location });
    const place = { resourceGroupName: group.name, location: group.location };

    const runtime = new UserAssignedIdentity(this, 'Runtime', { name: names.runtimeIdentity, ...place });
    const migrator = new UserAssignedIdentity(this, 'Migrator', { name: names.migratorIdentity, ...place });

    const vault = new TokenVault(this, 'Tokens', {
      name: names.vault,
      directoryId: platform.hostTenantId,
      generations: new Map(
        tenants.flatMap(({ slug, target }) =>
          target.kind === 'companion' ? [[slug, acceptedGenerations(target.token)]] : [],
        ),
      ),
      ...place,
    });

    const network = new ScimNetwork(this, 'Network', { name: platform.name, ...place });
    const database = new ScimDatabase(this, 'Database', {
      name: names.database,
      network,
      directoryId: platform.hostTenantId,
      migrator,
      ...place,
    });

    const logs = new LogAnalyticsWorkspace(this, 'Logs', { name: names.logs, retentionInDays: 30, ...place });
    const environment = new ContainerAppEnvironment(this, 'Environment', {
      name: names.environment,
      logsDestination: 'log-analytics',
      logAnalyticsWorkspaceId: logs.id,
      infrastructureSubnetId: network.appsSubnetId,
      // Named, because the provider reads the name that Azure would give as a change which replaces the environment.
      infrastructureResourceGroupName: names.environmentResourceGroup,
      // An environment that was made without a profile must be made anew to get one.
      workloadProfile: [{ name: 'Consumption', workloadProfileType: 'Consumption' }],
      lifecycle: { preventDestroy: true }, // its domain is in every tenant URL
      ...place,
    });

    new ScimService(this, 'Service', {
      name: names.app,
      environment,
      image: platform.image,
      database,
      runtime,
      migrator,
      tenantRegistry: Fn.jsonencode(tenantRegistry(tenants, (slug, generation) => vault.sha256(slug, generation))),
      ...place,
    });

    const output = new TerraformOutput(this, 'ScimUrl', {
      value: `${baseUrl(names.app, environment.defaultDomain)}/scim/v2`,
      description: 'Base URL of the SCIM service.',
    });
    output.overrideLogicalId('scim_url');
  }
}
