import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';

import type { ResourcePlace } from './resource-place';
import { type AlertThresholds, ServiceAlerts } from './service-alerts';
import { TenantWorkbook } from './tenant-workbook';

export interface MonitoringProps extends ResourcePlace {
  /** Name of the workspace in which logs are kept. */
  readonly workspaceName: string;

  /** Name of the group of those who are told. */
  readonly operatorsName: string;

  /** Id of the Container Apps environment that the app runs in. */
  readonly environmentId: string;

  readonly appName: string;
  readonly appId: string;

  /** Id of the database server. */
  readonly databaseId: string;

  /** Id of the vault that keeps the tokens. */
  readonly vaultId: string;

  /** Slugs of the tenants of the service. */
  readonly tenants: readonly string[];

  /**
   * Slugs of those among them that are not expected to call, since their job is paused or their SCIM is switched off.
   *
   * @default none
   */
  readonly quiet?: readonly string[];

  /**
   * Days for which logs are kept.
   *
   * @default 30
   */
  readonly retentionDays?: number;

  /**
   * Most that is taken in per day, in GB.
   *
   * @default - no limit.
   */
  readonly dailyQuotaGb?: number;

  /**
   * Who is told when an alert is raised.
   *
   * @default - nobody: alerts are seen in the portal.
   */
  readonly notify?: { readonly emails: readonly string[]; readonly webhooks: readonly string[] };

  /**
   * When to raise an alert.
   *
   * @default - never.
   */
  readonly alerts?: AlertThresholds;

  /**
   * Whether there is a page with a row per tenant.
   *
   * @default true
   */
  readonly workbook?: boolean;

  /**
   * Whether the database's log is kept, and the vault's of who read which token.
   *
   * @default true
   */
  readonly auditLogs?: boolean;
}

/** Shown in text messages instead of the name. Azure allows 12 characters. */
const SHORT_NAME = 'scim';

/**
 * Where the service's log goes, what it shows, and who hears of it.
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

    const workspace = new LogAnalyticsWorkspace(this, 'Logs', {
      name: props.workspaceName,
      sku: 'PerGB2018',
      retentionInDays: props.retentionDays ?? 30,
      dailyQuotaGb: props.dailyQuotaGb,
      localAuthenticationEnabled: false, // what writes here does so as Azure, and not with a key
      ...place,
    });

    this.keep('Apps', workspace, props.environmentId, ['ContainerAppConsoleLogs', 'ContainerAppSystemLogs']);
    if (props.auditLogs ?? true) {
      this.keep('Database', workspace, props.databaseId, ['PostgreSQLLogs']);
      this.keep('Vault', workspace, props.vaultId, ['AuditEvent']);
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
          serviceUri: Token.asString(Fn.sensitive(serviceUri)), // its signature would stand in every plan
          useCommonAlertSchema: true,
        })),
      });
      new ServiceAlerts(this, 'Alerts', {
        appName: props.appName,
        appId: props.appId,
        databaseId: props.databaseId,
        workspaceId: workspace.id,
        operators,
        tenants: tenants.filter((slug) => !quiet.includes(slug)),
        thresholds: props.alerts,
        ...place,
      });
    }

    if (props.workbook ?? true) {
      new TenantWorkbook(this, 'Tenants', {
        appName: props.appName,
        workspaceId: workspace.id,
        tenants,
        ...place,
      });
    }
  }

  private keep(
    id: string,
    workspace: LogAnalyticsWorkspace,
    targetResourceId: string,
    categories: readonly string[],
  ): void {
    new MonitorDiagnosticSetting(this, `${id}Logs`, {
      name: 'logs',
      targetResourceId,
      logAnalyticsWorkspaceId: workspace.id,
      enabledLog: categories.map((category) => ({ category })),
    });
  }
}
