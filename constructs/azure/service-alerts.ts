import type { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { MonitorMetricAlert } from '@cdktf/provider-azurerm/lib/monitor-metric-alert';
import { MonitorScheduledQueryRulesAlertV2 } from '@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2';
import { Construct } from 'constructs';

import type { AlertThresholds } from './alert-thresholds';
import {
  endedStreams,
  limitedTenants,
  quarantineRisks,
  refusals,
  serverErrors,
  silentTenants,
  slowRequests,
  unauthorizedRequests,
} from './request-queries';
import type { ResourcePlace } from './resource-place';

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

  /** Whether the service sends events to receivers. If not, there is no alert about streams. */
  readonly hasStreams: boolean;

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

  /** Columns of the query. Each combination of their values gets an alert of its own, which contains the values. */
  readonly per: readonly ('stream' | 'tenant')[];
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
        per: ['tenant'],
        severity: WARNING,
        window: thresholds.silentHours < 24 ? `PT${thresholds.silentHours}H` : `P${thresholds.silentHours / 24}D`,
      });
    }
    this.query('Unauthorized', props, {
      name: 'unauthorized',
      description: 'Requests without a valid token: a tenant presents a retired token, or somebody is guessing tokens.',
      query: unauthorizedRequests(appName),
      threshold: thresholds.unauthorized,
      per: [],
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
      per: ['tenant'],
      severity: WARNING,
      window: 'PT15M',
    });
    this.query('QuarantineRisk', props, {
      name: 'quarantine-risk',
      description:
        'So many requests of a tenant fail that Entra may put the job into quarantine, and provision nobody.',
      query: quarantineRisks(appName),
      threshold: 0,
      per: ['tenant'],
      severity: ERROR,
      window: 'P1D',
    });
    this.query('Errors', props, {
      name: 'server-errors',
      description: 'Requests of a tenant fail with server errors. Entra tries again in its next cycle.',
      query: serverErrors(appName),
      measure: 'percent',
      threshold: thresholds.serverErrorPercent,
      per: ['tenant'],
      severity: ERROR,
      window: 'PT15M',
    });
    this.query('Latency', props, {
      name: 'latency',
      description: "The service answers a tenant slowly, so Entra's cycles take longer.",
      query: slowRequests(appName),
      measure: 'p95',
      threshold: thresholds.p95Milliseconds,
      per: ['tenant'],
      severity: WARNING,
      window: 'PT15M',
    });
    this.query('Limited', props, {
      name: 'limited',
      description: 'A tenant keeps reaching limits of the service: docs/operations.md explains which, and what to do.',
      query: limitedTenants(appName),
      measure: 'minutes',
      threshold: thresholds.limitedMinutes,
      per: ['tenant'],
      severity: WARNING,
      window: 'PT15M',
    });
    if (props.hasStreams) {
      this.query('EndedStreams', props, {
        name: 'stream-ended',
        description: 'A stream has ended: its receiver gets no more events until an operator resumes or replays it.',
        query: endedStreams(appName),
        threshold: 0,
        per: ['tenant', 'stream'],
        severity: ERROR,
        window: 'P1D', // the service logs one line, so a short window would soon report the problem as solved
      });
    }
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
          dimension: rule.per.map((name) => ({ name, operator: 'Include', values: ['*'] })),
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
