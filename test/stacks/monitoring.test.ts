import { MonitorScheduledQueryRulesAlertV2 } from '@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2';

import { CONTOSO } from '../support/config-folder';
import { synthPlatform } from '../support/platform';

/** Whether Contoso has a row in the workbook, and whether its silence raises an alert. */
function watched(lines: string): { row: boolean; alert: boolean } {
  const { resource = {} } = synthPlatform('', `${CONTOSO}${lines}\n`).platform.json;
  const holds = (type: string) =>
    JSON.stringify(resource[type] ?? {}).includes("datatable(tenant: string) ['contoso']");
  return {
    row: holds('azurerm_application_insights_workbook'),
    alert: holds('azurerm_monitor_scheduled_query_rules_alert_v2'),
  };
}

describe('a tenant of the service', () => {
  test.each([
    ['that runs', '', true],
    ['whose SCIM is switched off', 'service: { scimEnabled: false }', false],
    ['whose job is paused', 'provisioning: { enabled: false }', false],
  ])('%s has a row, and an alert only when it should call', (_, lines, alert) => {
    expect(watched(lines)).toEqual({ row: true, alert });
  });
});

describe('an alert about a stream that has ended', () => {
  const product = 'streams: [{ name: product, delivery: webhook, url: "https://product.example.com/hook" }]\n';

  test.each([
    ['exists when a tenant has a stream', '', product, 1],
    ['exists when the platform has a stream', product, '', 1],
    ['does not exist when there is no stream', '', '', 0],
  ])('%s', (_, platform, tenant, count) => {
    const alerts = Object.values(
      synthPlatform(platform, `${CONTOSO}${tenant}`).platform.all(MonitorScheduledQueryRulesAlertV2),
    );

    expect(alerts.filter(({ name }) => name === 'acme-scim-stream-ended')).toHaveLength(count);
  });
});
