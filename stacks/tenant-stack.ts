import { DataAzurermKeyVault } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault';
import { DataAzurermKeyVaultSecret } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { type TerraformElement, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct, Node } from 'constructs';

import { projectCommand } from '../command-line/own-command';
import { EnterpriseApp } from '../constructs/entra/enterprise-app';
import { RoleAssignments } from '../constructs/entra/role-assignments';
import { ScimProvisioning } from '../constructs/entra/scim-provisioning';
import type { AppRole } from '../entra/app-role';
import { cloudVariables } from '../fleet/cloud-variables';
import type { PlatformConfig } from '../fleet/model/platform';
import type { TenantConfig } from '../fleet/model/tenant';
import { companionTenantUrl } from '../fleet/service-url';
import { declaredSync, type Surroundings } from '../fleet/sync-settings';
import { tenantRole } from '../fleet/tenant-role';
import { tokenSecretName } from '../microsoft/azure/token-secret-name';

import { defineAzureProvider } from './azure-provider';
import { defineEntraProvider } from './entra-provider';
import { environmentDomain } from './environment-domain';
import { defineBackend } from './state-backend';
import { takeOver } from './take-over';
import { tenantStackNames, terraformName } from './terraform-names';

/** The objects of one tenant in Entra: the application, the role assignments, and the provisioning job. */
export class TenantStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: PlatformConfig, tenant: TenantConfig) {
    super(scope, id);

    defineBackend(this, id, platform);
    defineEntraProvider(this, tenant.entraTenantId, platform);
    new TimeProvider(this, 'time');

    const roles = new Map(tenant.roles.map((role) => [role.value, tenantRole(tenant, role)]));

    const app = new EnterpriseApp(this, 'App', {
      displayName: tenant.displayName,
      directoryId: tenant.entraTenantId,
      cloud: platform.cloud.environment,
      roles: [...roles.values()],
      ...tenant.application,
      deletionProtection: tenant.deletionProtection,
    });

    const assignments = new RoleAssignments(this, 'Assignments', {
      app,
      assignments: tenant.assignments.map(({ principal, role, former, place }) => ({
        principal,
        role: declared(roles, role),
        ...(former ? { former } : {}),
        place,
      })),
    });

    const { secretToken, ...surroundings } = this.endpoint(platform, tenant);
    const provisioning = new ScimProvisioning(this, 'Provisioning', {
      ...declaredSync(tenant, surroundings),
      stepEnvironment: cloudVariables(platform),
      stepCommand: projectCommand('sync', 'apply').join(' '),
      app,
      assignments,
      ...(secretToken === undefined ? {} : { secretToken }),
    });

    if (tenant.takeover) takeOver(this, tenant.takeover);

    // A plan hides the URL, since it is part of the credentials. This output shows it to reviewers.
    this.output('tenant_url', surroundings.tenantUrl, 'SCIM endpoint that Entra provisions into.');
    this.output('job_id', provisioning.jobId, 'Synchronization job.');
  }

  /**
   * The endpoint that Entra provisions into, and the token. If the sync step reads the token, this stack does not read
   * it, since everything that a stack reads is stored in its state.
   */
  private endpoint(
    platform: PlatformConfig,
    { slug, target, provisioning }: TenantConfig,
  ): Surroundings & { secretToken?: string } {
    if (target.kind === 'external') {
      const token = new TerraformVariable(this, 'ExternalToken', {
        type: 'string',
        sensitive: true,
        nullable: false,
        description: `Bearer token for ${target.tenantUrl}.`,
      });
      token.overrideLogicalId(target.tokenVariable);
      return { tenantUrl: target.tenantUrl, vaultUrl: undefined, secretToken: token.stringValue };
    }

    // Look up the resources in Azure rather than in the platform's state, because that state contains the tokens of all
    // tenants.
    const names = platform.names;
    defineAzureProvider(this, platform);
    const vault = new DataAzurermKeyVault(this, 'Vault', {
      name: names.vault,
      resourceGroupName: names.resourceGroup,
    });
    const tenantUrl = companionTenantUrl(platform, () => environmentDomain(this, platform));
    if (provisioning.credentials === 'vault') return { tenantUrl, vaultUrl: vault.vaultUri };

    const token = new DataAzurermKeyVaultSecret(this, 'Token', {
      name: tokenSecretName(slug, target.token.generation),
      keyVaultId: vault.id,
    });
    return { tenantUrl, vaultUrl: vault.vaultUri, secretToken: token.value };
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(this, element, tenantStackNames) ?? super.allocateLogicalId(element);
  }

  private output(name: string, value: string, description: string): void {
    new TerraformOutput(this, `output-${name}`, { value, description }).overrideLogicalId(name);
  }
}

function declared(roles: ReadonlyMap<string, AppRole>, value: string): AppRole {
  const role = roles.get(value);
  if (!role) throw new Error(`role '${value}' is assigned but not declared`);
  return role;
}
