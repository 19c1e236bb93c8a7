import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';

import type { AlertThresholds } from './alert-thresholds';
import { Forgotten } from './forgotten';
import type { ResourcePlace } from './resource-place';
import { ServiceAlerts } from './service-alerts';
import { TenantWorkbook } from './tenant-workbook';

export interface MonitoringProps extends ResourcePlace {
  /** Name of the Log Analytics workspace for the logs. */
  readonly workspaceName: string;

  /**
   * Id of an existing workspace for the logs. The workspace itself determines how long logs are kept.
   *
   * @default - a workspace is created.
   */
  readonly givenWorkspaceId?: string | undefined;

  /** Name of the action group, the list of people whom Azure notifies. */
  readonly operatorsName: string;

  /** Id of the Container Apps environment that the app runs in. */
  readonly environmentId: string;

  readonly appName: string;
  readonly appId: string;

  /** Id of the database server. */
  readonly databaseId: string;

  /** Id of the key vault with the tokens. */
  readonly vaultId: string;

  /** Slugs of the tenants of the service. */
  readonly tenants: readonly string[];

  /**
   * Slugs of the tenants whose silence raises no alert, because their job is paused or SCIM is switched off for them.
   *
   * @default none
   */
  readonly quiet?: readonly string[];

  /**
   * Whether the service has streams, which send events to receivers.
   *
   * @default false
   */
  readonly hasStreams?: boolean;

  /**
   * Days for which logs are kept.
   *
   * @default 30
   */
  readonly retentionDays?: number;

  /**
   * Maximum amount of log data that the workspace accepts per day, in GB.
   *
   * @default - no limit.
   */
  readonly dailyQuotaGb?: number;

  /**
   * Mail addresses and webhooks to notify when an alert is raised.
   *
   * @default - nobody: alerts appear only in the Azure portal.
   */
  readonly notify?: { readonly emails: readonly string[]; readonly webhooks: readonly string[] };

  /**
   * Thresholds at which alerts are raised.
   *
   * @default - no alerts are raised.
   */
  readonly alerts?: AlertThresholds;

  /**
   * Whether to create a workbook: a page in the Azure portal with one row per tenant.
   *
   * @default true
   */
  readonly workbook?: boolean;

  /**
   * Whether to store the logs of the database and of the vault. The vault's log records who read which token.
   *
   * @default true
   */
  readonly auditLogs?: boolean;
}

/** Short name of the action group. Azure shows this name in text messages. At most 12 characters. */
const SHORT_NAME = 'scim';

/**
 * Monitoring of the service: the workspace for its logs, the alerts, the people to notify, and a page with one row per
 * tenant.
 *
 * @example
 * new Monitoring(this, 'Monitoring', {
 *   ...place,
 *   workspaceName: 'acme-scim-logs',
 *   operatorsName: 'acme-scim-operators',
 *   environmentId: environment.resource.id,
 *   appName: 'acme-scim',
 *   appId: service.resource.id,
 *   databaseId: database.serverId,
 *   vaultId: vault.resource.id,
 *   tenants: ['contoso'],
 * });
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { resourceGroupName, location, tenants, quiet = [], notify = { emails: [], webhooks: [] } } = props;
    const place = { resourceGroupName, location };

    const workspaceId = this.workspace(props);
    this.keep('Apps', workspaceId, props.environmentId, ['ContainerAppConsoleLogs', 'ContainerAppSystemLogs']);
    if (props.auditLogs ?? true) {
      this.keep('Database', workspaceId, props.databaseId, ['PostgreSQLLogs']);
      this.keep('Vault', workspaceId, props.vaultId, ['AuditEvent']);
    }

    if (props.alerts) {
      const operators = new MonitorActionGroup(this, 'Operators', {
        name: props.operatorsName,
        resourceGroupName,
        shortName: SHORT_NAME,
        emailReceiver: notify.emails.map((emailAddress, index) => ({
          name: `email-${index + 1}`,
          emailAddress,
          useCommonAlertSchema: true,
        })),
        webhookReceiver: notify.webhooks.map((serviceUri, index) => ({
          name: `webhook-${index + 1}`,
          serviceUri: Token.asString(Fn.sensitive(serviceUri)), // the signature in the URI would appear in every plan
          useCommonAlertSchema: true,
        })),
      });
      new ServiceAlerts(this, 'Alerts', {
        appName: props.appName,
        appId: props.appId,
        databaseId: props.databaseId,
        workspaceId,
        operators,
        tenants: tenants.filter((slug) => !quiet.includes(slug)),
        hasStreams: props.hasStreams ?? false,
        thresholds: props.alerts,
        ...place,
      });
    }

    if (props.workbook ?? true) {
      new TenantWorkbook(this, 'Tenants', {
        appName: props.appName,
        workspaceId,
        tenants,
        ...place,
      });
    }
  }

  private workspace(props: MonitoringProps): string {
    if (props.givenWorkspaceId !== undefined) {
      new Forgotten(this, 'Logs', LogAnalyticsWorkspace);
      return props.givenWorkspaceId;
    }
    return new LogAnalyticsWorkspace(this, 'Logs', {
      name: props.workspaceName,
      sku: 'PerGB2018',
      retentionInDays: props.retentionDays ?? 30,
      dailyQuotaGb: props.dailyQuotaGb,
      localAuthenticationEnabled: false, // Azure's services write here under their own identity, not with a key
      resourceGroupName: props.resourceGroupName,
      location: props.location,
    }).id;
  }

  private keep(id: string, workspaceId: string, targetResourceId: string, categories: readonly string[]): void {
    new MonitorDiagnosticSetting(this, `${id}Logs`, {
      name: 'logs',
      targetResourceId,
      logAnalyticsWorkspaceId: workspaceId,
      enabledLog: categories.map((category) => ({ category })),
    });
  }
}
