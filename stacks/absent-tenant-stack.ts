import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config';
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import { ofDirectory } from '../constructs/entra/enterprise-app';

import type { TenantConfig } from './config/tenant';

/**
 * The stack of a tenant that is to go: it declares nothing, so Terraform deletes what its state holds.
 *
 * In the order that the state remembers: the job first, so that Entra deprovisions nobody while assignments vanish.
 */
export class AbsentTenantStack extends TerraformStack {
  constructor(scope: Construct, id: string, tenant: TenantConfig) {
    super(scope, id);

    new AzureadProvider(this, 'azuread', { tenantId: tenant.entraTenantId });
    new TimeProvider(this, 'time');

    // Another directory has none of these objects, and Terraform would forget them instead of deleting them.
    const caller = new DataAzureadClientConfig(this, 'Caller', {
      lifecycle: { postcondition: [ofDirectory('self', tenant.entraTenantId)] },
    });
    caller.overrideLogicalId('caller');
  }
}
