import { z } from 'zod';

import type { AlertThresholds } from '../../constructs/azure/service-alerts';

import { flag, resourceId, wholeNumber } from './option-types';

/** What is kept of the service's logs, and who hears of what they show. */
export interface MonitoringConfig {
  /** Log Analytics workspace that is there. Undefined for one to be made. */
  readonly workspaceId?: string | undefined;

  readonly retentionDays: number;

  /** Most that is taken in per day. Undefined for no limit. */
  readonly dailyQuotaGb?: number | undefined;

  readonly notify: { readonly emails: readonly string[]; readonly webhooks: readonly string[] };

  /** When to raise an alert. `off` for never. */
  readonly alerts: 'off' | AlertThresholds;

  /** Whether there is a workbook with a row per tenant. */
  readonly workbook: boolean;

  /** Whether the database's log and the vault's audit log are kept beside the service's own. */
  readonly auditLogs: boolean;
}

/** Hours that Azure can look back at once. */
const WINDOWS = [1, 2, 3, 4, 5, 6, 24, 48] as const;

export const monitoringOptions = z.strictObject({
  workspaceId: resourceId('Microsoft.OperationalInsights/workspaces')
    .optional()
    .describe('Log Analytics workspace that takes the logs, by its id. Made when it is left out.'),
  retentionDays: wholeNumber(30, 730).default(30),
  dailyQuotaGb: z
    .number('must be a number of GB, such as 0.5')
    .min(0.023, 'must be at least 0.023 GB, the least that Azure takes')
    .optional(),
  notify: z
    .strictObject({
      emails: z.array(z.email('must be an e-mail address'), 'must be a list of e-mail addresses').default([]),
      webhooks: z
        .array(z.url({ protocol: /^https$/, error: 'must be an https URL' }), 'must be a list of https URLs')
        .default([]),
    })
    .prefault({}),
  alerts: z
    .union(
      [
        z.literal('off'),
        z.strictObject({
          silentHours: z.literal(WINDOWS, `must be one of ${WINDOWS.join(', ')}`).default(2),
          unauthorized: wholeNumber(1, 100_000).default(20),
          serverErrorPercent: wholeNumber(1, 100).default(5),
          p95Milliseconds: wholeNumber(1, 60_000).default(1000),
          limitedMinutes: wholeNumber(1, 14).default(10),
          storagePercent: wholeNumber(1, 99).default(80),
          restarts: wholeNumber(1, 1000).default(3),
        }),
      ],
      'must be off, or a map of thresholds',
    )
    .prefault({}),
  workbook: flag().default(true),
  auditLogs: flag().default(true),
});
