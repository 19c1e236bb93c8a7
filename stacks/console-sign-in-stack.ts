import { DataAzureadApplication } from '@cdktf/provider-azuread/lib/data-azuread-application';
import { DataAzurermUserAssignedIdentity } from '@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity';
import { type TerraformElement, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';

import { WebSignIn } from '../constructs/entra/web-sign-in';
import { consoleName, consoleTakeover } from '../fleet/console';
import { consoleSignInImportBlocks } from '../fleet/import-blocks';
import { readAzureId } from '../fleet/model/azure-id';
import type { PlatformConfig } from '../fleet/model/platform';
import { serviceUrl } from '../fleet/service-url';
import { ISSUERS } from '../microsoft/azure/authorities';

import { defineAzureProvider, providerFor } from './azure-provider';
import { defineEntraProvider } from './entra-provider';
import { environmentDomain } from './environment-domain';
import { defineBackend } from './state-backend';
import { addImports } from './take-over';
import { consoleSignInStackNames, terraformName } from './terraform-names';

/** Path at which the service's console receives people whom Entra has signed in. */
const CALLBACK_PATH = '/console/sign-in/callback';

/**
 * Lets people sign in to the service's console. This stack is deployed after the platform, because the service's host
 * name and managed identity do not exist earlier. The stack looks up both in Azure, and the application in Entra, so it
 * reads no other stack's state.
 */
export class ConsoleSignInStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: PlatformConfig) {
    super(scope, id);

    defineBackend(this, id, platform);
    defineEntraProvider(this, platform.hostTenantId, platform);
    defineAzureProvider(this, platform);

    const application = new DataAzureadApplication(this, 'Console', { displayName: consoleName(platform) });
    const { principalId, name } = this.runtime(platform);
    const url = serviceUrl(platform, () => environmentDomain(this, platform));
    new WebSignIn(this, 'SignIn', {
      applicationObjectId: application.objectId,
      redirectUris: [`${url}${CALLBACK_PATH}`],
      identity: { principalId, name },
      directoryId: platform.hostTenantId,
      issuer: ISSUERS[platform.cloud.environment],
    });
    const takeover = consoleTakeover(platform.service.admin);
    if (takeover) addImports(this, consoleSignInImportBlocks(takeover));
  }

  /** The identity with which the service runs. */
  private runtime(platform: PlatformConfig): { readonly principalId: string; readonly name: string } {
    const { names, subscriptionId } = platform;
    const { runtimeId } = platform.identities;
    const found = runtimeId === undefined ? undefined : readAzureId(runtimeId);
    const name = found?.name ?? names.runtimeIdentity;
    const { principalId } = new DataAzurermUserAssignedIdentity(this, 'Runtime', {
      provider: providerFor(this, platform, found?.subscriptionId ?? subscriptionId),
      name,
      resourceGroupName: found?.resourceGroup ?? names.resourceGroup,
    });
    return { principalId, name };
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(this, element, consoleSignInStackNames) ?? super.allocateLogicalId(element);
  }
}
