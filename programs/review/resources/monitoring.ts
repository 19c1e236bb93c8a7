import { risky } from '../meaning/consequence';
import { noun, type Resource } from '../meaning/resource';
import { becomes } from '../meaning/watch';

const watching = (called: string, shown: Resource<'watch-lost'>['shown']): Resource<'watch-lost'> => ({
  noun: called,
  shown: ['name', ...shown],
  destroyed: 'watch-lost',
});

const ENABLED = { path: 'enabled', kind: 'watch-lost', when: becomes(false) } as const;

/** The monitoring of the service: logs, metrics, alerts, and the people who receive the alerts. */
export const MONITORING = noun(
  {
    'watch-lost': risky(
      "A part of the service's monitoring is destroyed or replaced",
      'A failure may go unnoticed, or its traces are lost.',
      'Nothing that Entra would see.',
    ),
    'logs-forgotten': risky(
      'The log store is forgotten',
      'Terraform no longer manages it. It stays in Azure, and nothing in it is deleted; new logs go elsewhere.',
      'Nothing that Entra would see.',
    ),
  },
  {
    azurerm_log_analytics_workspace: {
      ...watching('log store', ['retention_in_days', 'sku', 'location']),
      forgotten: 'logs-forgotten',
    },
    azurerm_application_insights_workbook: { noun: 'workbook', label: 'display_name', shown: ['display_name'] },
    azurerm_application_insights: watching('Application Insights', ['retention_in_days', 'application_type']),
    azurerm_monitor_diagnostic_setting: watching('diagnostic setting', ['enabled_log.category', 'metric.category']),
    azurerm_monitor_action_group: watching('action group', ['short_name', ENABLED]),
    azurerm_monitor_metric_alert: watching('alert', [ENABLED, 'severity', 'frequency', 'window_size', 'description']),
    azurerm_monitor_scheduled_query_rules_alert_v2: watching('alert', [
      ENABLED,
      'severity',
      'evaluation_frequency',
      'window_duration',
      'description',
    ]),
  },
);
