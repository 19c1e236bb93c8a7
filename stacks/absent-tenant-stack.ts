import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import { ofDirectory } from '../constructs/entra/of-directory';
import { forgetCredentials } from '../constructs/entra/scim-provisioning';
import type { PlatformConfig } from '../fleet/model/platform';
import type { LeavingTenant } from '../fleet/model/tenant';

import { defineAzureProvider } from './azure-provider';
import { defineEntraProvider } from './entra-provider';
import { defineBackend } from './state-backend';

/**
 * The stack of a tenant that is being removed. It declares no resources, so Terraform deletes everything in its state.
 *
 * Terraform deletes in the order that the state records. It deletes the job first, so Entra deprovisions nobody while
 * Terraform deletes the assignments.
 */
export class AbsentTenantStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: PlatformConfig, tenant: LeavingTenant) {
    super(scope, id);

    defineBackend(this, id, platform);
    defineEntraProvider(this, tenant.entraTenantId, platform);
    new TimeProvider(this, 'time');
    // The state of a tenant with `target: companion` contains data read from Azure. If this stack did not declare the
    // azurerm provider, Terraform would use the provider's newest version, which is neither pinned nor in the provider
    // lock file.
    if (tenant.target.kind === 'companion') defineAzureProvider(this, platform);

    // Entra deletes the credentials together with their service principal. So Terraform only removes them from the
    // state.
    forgetCredentials(this, 'azuread_synchronization_secret.credentials');

    // If Terraform ran with credentials for another directory, it would not find the tenant's objects. It would then
    // remove them from the state instead of deleting them in Entra.
    const caller = new DataAzureadClientConfig(this, 'Caller', {
      lifecycle: { postcondition: [ofDirectory('self', tenant.entraTenantId)] },
    });
    caller.overrideLogicalId('caller');
  }
}
