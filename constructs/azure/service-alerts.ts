import type { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { MonitorMetricAlert } from '@cdktf/provider-azurerm/lib/monitor-metric-alert';
import { MonitorScheduledQueryRulesAlertV2 } from '@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2';
import { Construct } from 'constructs';

import {
  limitedTenants,
  quarantineRisks,
  refusals,
  serverErrors,
  silentTenants,
  slowRequests,
  unauthorizedRequests,
} from './request-queries';
import type { ResourcePlace } from './resource-place';

/** Thresholds at which alerts are raised. */
export interface AlertThresholds {
  /**
   * Hours without any call from a tenant's Entra directory, which normally calls every 40 minutes. Calls from clients
   * with read access do not count.
   */
  readonly silentHours: number;

  /** Number of requests, in a 15-minute window, that the service answered with 401. */
  readonly unauthorized: number;

  /**
   * Percentage of a tenant's requests from Entra, in a 15-minute window, that the service refused (status 400 to 499,
   * except 429).
   */
  readonly refusedPercent: number;

  /**
   * Percentage of a tenant's requests, in a 15-minute window, that failed because of a server error (status 500 or
   * higher).
   */
  readonly serverErrorPercent: number;

  /** Milliseconds within which 95 % of a tenant's requests should be answered. */
  readonly p95Milliseconds: number;

  /** Number of minutes, out of the last 15, in which a tenant reached a limit of the service on any replica. */
  readonly limitedMinutes: number;

  /** Percentage of the database's storage in use. */
  readonly storagePercent: number;

  /** Number of restarts of one replica since it was created. */
  readonly restarts: number;
}

export interface ServiceAlertsProps extends ResourcePlace {
  /** Name of the app. The name of each alert starts with it. */
  readonly appName: string;

  readonly appId: string;
  readonly databaseId: string;

  /** Id of the workspace with the app's log. */
  readonly workspaceId: string;

  /** The people and systems that an alert is sent to. */
  readonly operators: MonitorActionGroup;

  /** Slugs of the tenants from which requests are expected. */
  readonly tenants: readonly string[];

  readonly thresholds: AlertThresholds;
}

/** A rule that queries the log, and raises an alert when the result exceeds a threshold. */
interface QueryRule {
  readonly name: string;
  readonly description: string;
  readonly query: string;

  /** Column to compare with the threshold. If undefined, the number of rows is compared. */
  readonly measure?: string;
  readonly threshold: number;

  /** Whether each tenant gets its own alert, which contains the tenant's name. */
  readonly perTenant: boolean;
  readonly severity: number;
  readonly window: string;
}

const ERROR = 1;
const WARNING = 2;

/** Alerts about problems that the operators should notice before a tenant's admin does. */
export class ServiceAlerts extends Construct {
  constructor(scope: Construct, id: string, props: ServiceAlertsProps) {
    super(scope, id);
    const { appName, tenants, thresholds } = props;

    if (tenants.length > 0) {
      this.query('Silence', props, {
        name: 'silence',
        description: `No call from a tenant for ${thresholds.silentHours} h: its job is stopped or in quarantine.`,
        query: silentTenants(appName, tenants),
        threshold: 0,
        perTenant: true,
        severity: WARNING,
        window: thresholds.silentHours < 24 ? `PT${thresholds.silentHours}H` : `P${thresholds.silentHours / 24}D`,
      });
    }
    this.query('Unauthorized', props, {
      name: 'unauthorized',
      description: 'Requests without a valid token: a tenant presents a retired token, or somebody is guessing tokens.',
      query: unauthorizedRequests(appName),
      threshold: thresholds.unauthorized,
      perTenant: false,
      severity: WARNING,
      window: 'PT15M',
    });
    this.query('Refusals', props, {
      name: 'refusals',
      description:
        "The service refuses many of Entra's requests for a tenant: docs/operations.md explains how to find the reason.",
      query: refusals(appName),
      measure: 'percent',
      threshold: thresholds.refusedPercent,
      perTenant: true,
      severity: WARNING,
      window: 'PT15M',
    });
    this.query('QuarantineRisk', props, {
      name: 'quarantine-risk',
      description:
        'So many requests of a tenant fail that Entra may put the job into quarantine, and provision nobody.',
      query: quarantineRisks(appName),
      threshold: 0,
      perTenant: true,
      severity: ERROR,
      window: 'P1D',
    });
    this.query('Errors', props, {
      name: 'server-errors',
      description: 'Requests of a tenant fail with server errors. Entra tries again in its next cycle.',
      query: serverErrors(appName),
      measure: 'percent',
      threshold: thresholds.serverErrorPercent,
      perTenant: true,
      severity: ERROR,
      window: 'PT15M',
    });
    this.query('Latency', props, {
      name: 'latency',
      description: "The service answers a tenant slowly, so Entra's cycles take longer.",
      query: slowRequests(appName),
      measure: 'p95',
      threshold: thresholds.p95Milliseconds,
      perTenant: true,
      severity: WARNING,
      window: 'PT15M',
    });
    this.query('Limited', props, {
      name: 'limited',
      description: 'A tenant keeps reaching limits of the service: docs/operations.md explains which, and what to do.',
      query: limitedTenants(appName),
      measure: 'minutes',
      threshold: thresholds.limitedMinutes,
      perTenant: true,
      severity: WARNING,
      window: 'PT15M',
    });
    this.metric('Storage', props, {
      name: 'storage',
      description: 'The database is running out of storage.',
      resourceId: props.databaseId,
      namespace: 'Microsoft.DBforPostgreSQL/flexibleServers',
      metricName: 'storage_percent',
      aggregation: 'Average',
      threshold: thresholds.storagePercent,
    });
    this.metric('Restarts', props, {
      name: 'restarts',
      description: 'A replica of the service restarts again and again.',
      resourceId: props.appId,
      namespace: 'Microsoft.App/containerApps',
      metricName: 'RestartCount',
      aggregation: 'Maximum',
      threshold: thresholds.restarts,
    });
  }

  private query(id: string, props: ServiceAlertsProps, rule: QueryRule): void {
    new MonitorScheduledQueryRulesAlertV2(this, id, {
      name: `${props.appName}-${rule.name}`,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      description: rule.description,
      severity: rule.severity,
      scopes: [props.workspaceId],
      evaluationFrequency: 'PT15M',
      windowDuration: rule.window,
      autoMitigationEnabled: true,
      criteria: [
        {
          query: rule.query,
          operator: 'GreaterThan',
          threshold: rule.threshold,
          ...(rule.measure === undefined
            ? { timeAggregationMethod: 'Count' }
            : { timeAggregationMethod: 'Maximum', metricMeasureColumn: rule.measure }),
          dimension: rule.perTenant ? [{ name: 'tenant', operator: 'Include', values: ['*'] }] : [],
        },
      ],
      action: { actionGroups: [props.operators.id] },
    });
  }

  private metric(
    id: string,
    props: ServiceAlertsProps,
    rule: {
      readonly name: string;
      readonly description: string;
      readonly resourceId: string;
      readonly namespace: string;
      readonly metricName: string;
      readonly aggregation: string;
      readonly threshold: number;
    },
  ): void {
    new MonitorMetricAlert(this, id, {
      name: `${props.appName}-${rule.name}`,
      resourceGroupName: props.resourceGroupName,
      description: rule.description,
      severity: WARNING,
      scopes: [rule.resourceId],
      frequency: 'PT5M',
      windowSize: 'PT15M',
      criteria: [
        {
          metricNamespace: rule.namespace,
          metricName: rule.metricName,
          aggregation: rule.aggregation,
          operator: 'GreaterThan',
          threshold: rule.threshold,
        },
      ],
      action: [{ actionGroupId: props.operators.id }],
    });
  }
}
