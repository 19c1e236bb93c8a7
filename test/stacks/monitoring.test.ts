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
