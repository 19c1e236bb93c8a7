import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';

import { Forgotten } from './forgotten';
import type { ResourcePlace } from './resource-place';
import { type AlertThresholds, ServiceAlerts } from './service-alerts';
import { TenantWorkbook } from './tenant-workbook';

export interface MonitoringProps extends ResourcePlace {
  /** Name of the workspace that keeps the logs. */
  readonly workspaceName: string;

  /**
   * Id of an existing workspace for the logs. Their retention is set there.
   *
   * @default - one is made.
   */
  readonly givenWorkspaceId?: string | undefined;

  /** Name of the action group of the people to notify. */
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
   * Slugs of the tenants that are not expected to call, since their job is paused or their SCIM is switched off.
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
   * Maximum that the workspace accepts per day, in GB.
   *
   * @default - no limit.
   */
  readonly dailyQuotaGb?: number;

  /**
   * Addresses and webhooks that are notified when an alert is raised.
   *
   * @default - nobody: alerts show in the portal only.
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
   * Whether to keep the database's log, and the vault's log of who read which token.
   *
   * @default true
   */
  readonly auditLogs?: boolean;
}

/** Shown in text messages instead of the name. Azure allows 12 characters. */
const SHORT_NAME = 'scim';

/**
 * The workspace of the service's log, its queries and pages, and the people whom its alerts notify.
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
          serviceUri: Token.asString(Fn.sensitive(serviceUri)), // its signature would show in every plan
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
