import { ApplicationInsightsWorkbook } from '@cdktf/provider-azurerm/lib/application-insights-workbook';
import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { MonitorMetricAlert } from '@cdktf/provider-azurerm/lib/monitor-metric-alert';
import { MonitorScheduledQueryRulesAlertV2 } from '@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2';

import { Monitoring, type MonitoringProps } from '../../../constructs/azure/monitoring';
import { tenantTable } from '../../../constructs/azure/request-queries';
import { PLACE } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { type Block, synth } from '../../support/synth';

const ALERTS = {
  silentHours: 2,
  unauthorized: 20,
  refusedPercent: 20,
  serverErrorPercent: 5,
  p95Milliseconds: 1000,
  limitedMinutes: 10,
  storagePercent: 80,
  restarts: 3,
};

const monitoring = (overrides: Partial<MonitoringProps> = {}) =>
  synth((scope) => {
    new Monitoring(scope, 'Monitoring', {
      workspaceName: 'acme-scim-logs',
      operatorsName: 'acme-scim-operators',
      environmentId: '${azurerm_container_app_environment.apps.id}',
      appName: 'acme-scim',
      appId: '${azurerm_container_app.app.id}',
      databaseId: '${azurerm_postgresql_flexible_server.server.id}',
      vaultId: '${azurerm_key_vault.vault.id}',
      tenants: ['contoso', 'fabrikam'],
      alerts: ALERTS,
      ...PLACE,
      ...overrides,
    });
  });

function alert(name: string, overrides: Partial<MonitoringProps> = {}): any {
  const stack = monitoring(overrides);
  const all = [
    ...Object.values(stack.all(MonitorScheduledQueryRulesAlertV2)),
    ...Object.values(stack.all(MonitorMetricAlert)),
  ];
  return all.find((candidate) => candidate['name'] === `acme-scim-${name}`);
}

describe('Monitoring', () => {
  test('keeps the log of the service, and the log of who read which token', () => {
    const kept = Object.values(monitoring().all(MonitorDiagnosticSetting)).map(
      ({ target_resource_id: target, enabled_log: logs }) => [
        String(target).split('.')[0],
        (logs as Block[]).map(({ category }) => category),
      ],
    );

    expect(kept).toEqual([
      ['${azurerm_container_app_environment', ['ContainerAppConsoleLogs', 'ContainerAppSystemLogs']],
      ['${azurerm_postgresql_flexible_server', ['PostgreSQLLogs']],
      ['${azurerm_key_vault', ['AuditEvent']],
    ]);
    expect(monitoring().only(LogAnalyticsWorkspace)).toMatchObject({ local_authentication_enabled: false });
  });

  test('names a tenant that has not called for two hours', () => {
    expect(alert('silence')).toMatchObject({
      window_duration: 'PT2H',
      criteria: [
        {
          time_aggregation_method: 'Count',
          operator: 'GreaterThan',
          threshold: 0,
          dimension: [{ name: 'tenant', operator: 'Include', values: ['*'] }],
        },
      ],
    });
    expect(alert('silence').criteria[0].query).toContain("['contoso', 'fabrikam']");
    expect(alert('silence', { alerts: { ...ALERTS, silentHours: 48 } })).toMatchObject({ window_duration: 'P2D' });
  });

  test('names a tenant that keeps meeting limits', () => {
    expect(alert('limited')).toMatchObject({
      window_duration: 'PT15M',
      criteria: [{ operator: 'GreaterThan', dimension: [{ name: 'tenant', operator: 'Include', values: ['*'] }] }],
    });
  });

  test('names a tenant whose job Entra may quarantine, by what has failed in a day', () => {
    expect(alert('quarantine-risk')).toMatchObject({
      severity: 1,
      window_duration: 'P1D',
      criteria: [{ dimension: [{ name: 'tenant', operator: 'Include', values: ['*'] }] }],
    });
  });

  test('names a stream that has ended and its tenant, for a day, and only where there are streams', () => {
    expect(alert('stream-ended', { hasStreams: true })).toMatchObject({
      severity: 1,
      window_duration: 'P1D',
      criteria: [
        {
          time_aggregation_method: 'Count',
          operator: 'GreaterThan',
          threshold: 0,
          dimension: [
            { name: 'tenant', operator: 'Include', values: ['*'] },
            { name: 'stream', operator: 'Include', values: ['*'] },
          ],
        },
      ],
    });
    expect(alert('stream-ended')).toBeUndefined();
  });

  test('expects no calls while there are no tenants', () => {
    expect(alert('silence', { tenants: [] })).toBeUndefined();
    expect(alert('silence', { quiet: ['contoso', 'fabrikam'] })).toBeUndefined();
    expect(alert('unauthorized', { tenants: [] })).toBeDefined();
  });

  test.each([
    ['unauthorized', { time_aggregation_method: 'Count', threshold: 20 }],
    ['refusals', { time_aggregation_method: 'Maximum', metric_measure_column: 'percent', threshold: 20 }],
    ['quarantine-risk', { time_aggregation_method: 'Count', threshold: 0 }],
    ['server-errors', { time_aggregation_method: 'Maximum', metric_measure_column: 'percent', threshold: 5 }],
    ['latency', { time_aggregation_method: 'Maximum', metric_measure_column: 'p95', threshold: 1000 }],
    ['limited', { time_aggregation_method: 'Maximum', metric_measure_column: 'minutes', threshold: 10 }],
    ['storage', { metric_name: 'storage_percent', aggregation: 'Average', threshold: 80 }],
    ['restarts', { metric_name: 'RestartCount', aggregation: 'Maximum', threshold: 3 }],
  ])('raises an alert about %s above a threshold', (name, criteria) => {
    expect(alert(name).criteria).toEqual([expect.objectContaining(criteria)]);
    const { measured } = { measured: alert(name).criteria[0].metric_measure_column };
    if (measured !== undefined)
      expect(alert(name).criteria[0].query).toMatch(new RegExp(`project tenant, ${measured}`));
  });

  test('notifies everybody who asked for it', () => {
    const notify = { emails: ['ops@acme.example'], webhooks: ['https://hooks.acme.example/scim'] };
    const stack = monitoring({ notify });

    expect(stack.only(MonitorActionGroup)).toMatchObject({
      email_receiver: [{ email_address: 'ops@acme.example' }],
    });
    const [id] = Object.keys(stack.all(MonitorActionGroup));
    expect(alert('silence').action).toEqual({ action_groups: [`\${azurerm_monitor_action_group.${id}.id}`] });
    expect(alert('storage').action).toEqual([{ action_group_id: `\${azurerm_monitor_action_group.${id}.id}` }]);
  });

  test('hides the URL of a webhook, whose signature would otherwise be in every plan', () => {
    const url = 'https://hooks.acme.example/scim?sig=abc%2B1';
    const stack = monitoring({ notify: { emails: [], webhooks: [url] } });

    expect(stack.only(MonitorActionGroup)).toMatchObject({
      webhook_receiver: [{ service_uri: `\${sensitive("${url}")}` }],
    });
  });

  test('shows tenants that are not expected to call, and raises no alert about them', () => {
    const quiet = ['fabrikam'];
    const { data_json: page } = monitoring({ quiet }).only(ApplicationInsightsWorkbook);

    expect(page).toBe(monitoring().only(ApplicationInsightsWorkbook)['data_json']);
    expect(alert('silence', { quiet }).criteria[0].query).toContain("datatable(tenant: string) ['contoso']");
  });

  test('shows a row per tenant, in a page that keeps its id', () => {
    const workbook = monitoring().only(ApplicationInsightsWorkbook);
    const { items } = JSON.parse(String(workbook['data_json'])) as { items: any[] };

    expect(items.find(({ name }) => name === 'tenants').content).toMatchObject({
      query: tenantTable('acme-scim', ['contoso', 'fabrikam']),
      timeContextFromParameter: items[0].content.parameters[0].name,
      visualization: 'table',
    });
    expect(workbook['name']).toMatch(/^[0-9a-f-]{36}$/);
    expect(monitoring({ tenants: [] }).only(ApplicationInsightsWorkbook)['name']).toBe(workbook['name']);
  });

  test('raises no alerts when none are asked for, and still keeps the log', () => {
    const stack = monitoring({ alerts: undefined, workbook: false, auditLogs: false });

    expect(Object.keys(stack.json.resource ?? {})).toEqual([
      'azurerm_log_analytics_workspace',
      'azurerm_monitor_diagnostic_setting',
    ]);
    expect(Object.keys(stack.all(MonitorDiagnosticSetting))).toHaveLength(1);
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(monitoring({ hasStreams: true }).json)).toEqual([]);
  });
});
