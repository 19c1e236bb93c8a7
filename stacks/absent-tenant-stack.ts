import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import { ofDirectory } from '../constructs/entra/enterprise-app';
import { forgetCredentials } from '../constructs/entra/scim-provisioning';
import type { PlatformConfig } from '../fleet/model/platform';
import type { LeavingTenant } from '../fleet/model/tenant';

import { defineAzureProvider } from './azure-provider';
import { defineEntraProvider } from './entra-provider';
import { defineBackend } from './state-backend';

/**
 * The stack of a tenant that is being removed. It declares no resources, so Terraform deletes everything in its state.
 *
 * Terraform deletes in the order recorded in the state: the job first, so that Entra deprovisions nobody while the
 * assignments are deleted.
 */
export class AbsentTenantStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: PlatformConfig, tenant: LeavingTenant) {
    super(scope, id);

    defineBackend(this, id, platform);
    defineEntraProvider(this, tenant.entraTenantId, platform);
    new TimeProvider(this, 'time');
    // The state of a companion tenant contains data read from Azure. Without this declaration, Terraform would use the
    // newest azurerm provider, which is neither pinned nor in the provider lock file.
    if (tenant.target.kind === 'companion') defineAzureProvider(this, platform);

    // The credentials are part of the service principal, and are deleted with it.
    forgetCredentials(this, 'azuread_synchronization_secret.credentials');

    // In another directory, Terraform would not find these objects, and would drop them from the state instead of
    // deleting them.
    const caller = new DataAzureadClientConfig(this, 'Caller', {
      lifecycle: { postcondition: [ofDirectory('self', tenant.entraTenantId)] },
    });
    caller.overrideLogicalId('caller');
  }
}
