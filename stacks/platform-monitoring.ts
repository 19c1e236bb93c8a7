import type { TerraformStack } from 'cdktf';

import type { Database } from '../constructs/azure/database';
import { Monitoring } from '../constructs/azure/monitoring';
import type { ResourcePlace } from '../constructs/azure/resource-place';
import type { ScimEnvironment } from '../constructs/azure/scim-environment';
import type { ScimService } from '../constructs/azure/scim-service';
import type { TokenVault } from '../constructs/azure/token-vault';
import type { PlatformConfig } from '../fleet/model/platform';
import type { ServedTenant } from '../fleet/model/tenant';
import { streamsOf } from '../fleet/stream-secrets';

export interface PlatformMonitoringProps extends ResourcePlace {
  readonly environment: ScimEnvironment;
  readonly app: ScimService;
  readonly database: Database;
  readonly vault: TokenVault;
  readonly tenants: readonly ServedTenant[];
}

/** Logs, alerts and the workbook of the platform, as its file sets them. */
export function platformMonitoring(
  stack: TerraformStack,
  platform: PlatformConfig,
  { environment, app, database, vault, tenants, ...place }: PlatformMonitoringProps,
): void {
  const { names } = platform;
  const { workspaceId, ...monitoring } = platform.monitoring;
  const companions = tenants.filter(({ target }) => target.kind === 'companion');
  new Monitoring(stack, 'Monitoring', {
    ...monitoring,
    ...place,
    alerts: monitoring.alerts === 'off' ? undefined : monitoring.alerts,
    workspaceName: names.logs,
    givenWorkspaceId: workspaceId,
    operatorsName: names.actionGroup,
    environmentId: environment.resource.id,
    appName: names.app,
    appId: app.resource.id,
    databaseId: database.serverId,
    vaultId: vault.resource.id,
    tenants: companions.map(({ slug }) => slug),
    quiet: companions.filter((tenant) => !calls(tenant)).map(({ slug }) => slug),
    hasStreams: streamsOf(tenants, platform).length > 0,
  });
}

/** Whether Entra is expected to call the service for a tenant. This requires that SCIM is on and that the job runs. */
function calls({ target, provisioning }: ServedTenant): boolean {
  return target.kind === 'companion' && target.service.scimEnabled && (provisioning?.enabled ?? true);
}
