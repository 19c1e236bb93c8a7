import { DataAzurermContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/data-azurerm-container-app-environment';
import { DataAzurermKeyVault } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault';
import { DataAzurermKeyVaultSecret } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';

import { tokenSecretName } from '../constructs/azure/token-vault';
import { type AppRole, appRoleId } from '../constructs/entra/app-role';
import { EnterpriseApp } from '../constructs/entra/enterprise-app';
import { RoleAssignments } from '../constructs/entra/role-assignments';
import { ScimProvisioning } from '../constructs/entra/scim-provisioning';

import { defineAzureProvider } from './azure-provider';
import type { PlatformConfig } from './config/platform';
import type { TenantRole } from './config/roles';
import type { Target, TenantConfig } from './config/tenant';
import { defineEntraProvider } from './entra-provider';
import { platformNames } from './platform-names';
import { serviceUrl } from './service-url';
import { defineBackend } from './state-backend';
import { takeOver } from './take-over';

/** The Entra side of one tenant: its application, who holds which role, and the job that provisions them. */
export class TenantStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: PlatformConfig, tenant: TenantConfig) {
    super(scope, id);

    defineBackend(this, id, platform);
    defineEntraProvider(this, tenant.entraTenantId, platform);
    new TimeProvider(this, 'time');

    const roles = new Map(tenant.roles.map((role) => [role.value, appRole(tenant, role)]));

    const app = new EnterpriseApp(this, 'App', {
      displayName: tenant.displayName,
      directoryId: tenant.entraTenantId,
      roles: [...roles.values()],
      ...tenant.application,
      deletionProtection: tenant.deletionProtection,
    });

    const assignments = new RoleAssignments(this, 'Assignments', {
      app,
      assignments: tenant.assignments.map(({ principal, role, place }) => ({
        principal,
        role: declared(roles, role),
        place,
      })),
    });

    const { tenantUrl, secretToken } = this.endpoint(platform, tenant.slug, tenant.target);
    const provisioning = new ScimProvisioning(this, 'Provisioning', {
      app,
      assignments,
      tenantUrl,
      secretToken,
      scope: tenant.provisioning.scope,
    });

    if (tenant.takeover) takeOver(this, tenant.takeover);

    // The provider hides the URL inside the credentials; a reviewer sees it here.
    this.output('tenant_url', tenantUrl, 'SCIM endpoint that Entra provisions into.');
    this.output('job_id', provisioning.jobId, 'Synchronization job.');
  }

  private endpoint(platform: PlatformConfig, slug: string, target: Target): { tenantUrl: string; secretToken: string } {
    if (target.kind === 'external') {
      const token = new TerraformVariable(this, 'ExternalToken', {
        type: 'string',
        sensitive: true,
        description: `Bearer token for ${target.tenantUrl}.`,
      });
      token.overrideLogicalId(target.tokenVariable);
      return { tenantUrl: target.tenantUrl, secretToken: token.stringValue };
    }

    // Looked up in Azure rather than in the platform's state, which holds the tokens of all tenants.
    const names = platformNames(platform.name);
    defineAzureProvider(this, platform);
    const vault = new DataAzurermKeyVault(this, 'Vault', {
      name: names.vault,
      resourceGroupName: names.resourceGroup,
    });
    const token = new DataAzurermKeyVaultSecret(this, 'Token', {
      name: tokenSecretName(slug, target.token.generation),
      keyVaultId: vault.id,
    });
    return {
      tenantUrl: `${serviceUrl(platform, () => this.environmentDomain(platform))}/scim/v2?aadOptscim062020`,
      secretToken: token.value,
    };
  }

  private environmentDomain({ name }: PlatformConfig): string {
    const { environment, resourceGroup } = platformNames(name);
    const props = { name: environment, resourceGroupName: resourceGroup };
    return new DataAzurermContainerAppEnvironment(this, 'Environment', props).defaultDomain;
  }

  private output(name: string, value: string, description: string): void {
    new TerraformOutput(this, `output-${name}`, { value, description }).overrideLogicalId(name);
  }
}

/**
 * The app role behind an account role. Its display name is the role's value, because that is what Entra sends: a service
 * keeps the value, and Entra would send any other name again at each cycle.
 */
function appRole({ slug, takeover }: TenantConfig, role: TenantRole): AppRole {
  const { value, displayName, description, enabled } = role;
  return {
    id: takeover?.roleIds.get(value) ?? appRoleId(slug, value),
    value,
    displayName: value,
    description: `${displayName}: ${description}`,
    enabled,
  };
}

function declared(roles: ReadonlyMap<string, AppRole>, value: string): AppRole {
  const role = roles.get(value);
  if (!role) throw new Error(`role '${value}' is assigned but not declared`);
  return role;
}
