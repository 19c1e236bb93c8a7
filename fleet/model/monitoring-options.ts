import { z } from 'zod';

import { flag, resourceId, wholeNumber } from './option-types';

/** Maximum number of hours that one Azure log query can look back. */
const WINDOWS = [1, 2, 3, 4, 5, 6, 24, 48] as const;

const notify = z
  .strictObject({
    emails: z
      .array(z.email('must be an e-mail address'), 'must be a list of e-mail addresses')
      .default([])
      .describe('Addresses that get a mail per alert. Default: none.'),
    webhooks: z
      .array(z.url({ protocol: /^https$/, error: 'must be an https URL' }), 'must be a list of https URLs')
      .default([])
      .describe('URLs that Azure calls per alert, in its common alert schema. Default: none.'),
  })
  .prefault({})
  .describe('People and systems that hear of alerts. With neither, alerts show in the Azure portal alone.');

const thresholds = z
  .strictObject({
    silentHours: z
      .literal(WINDOWS, `must be one of ${WINDOWS.join(', ')}`)
      .default(2)
      .describe(
        "Hours without a call of a tenant's Entra, which calls every 40 minutes while a job runs. Calls of readers do not count.",
      ),
    unauthorized: wholeNumber(1, 100_000)
      .default(20)
      .describe('Requests in 15 minutes that were answered 401, of all tenants together.'),
    refusedPercent: wholeNumber(1, 99)
      .default(20)
      .describe(
        "Percent of the requests of a tenant's Entra in 15 minutes that were refused (400 to 499, without 429).",
      ),
    serverErrorPercent: wholeNumber(1, 100)
      .default(5)
      .describe("Percent of a tenant's requests in 15 minutes that the service failed (500 and above)."),
    p95Milliseconds: wholeNumber(1, 60_000)
      .default(1000)
      .describe('Milliseconds within which 95 of 100 requests of a tenant are answered.'),
    limitedMinutes: wholeNumber(1, 14)
      .default(10)
      .describe('Minutes of 15 in which a tenant met a limit of the service, such as its rate.'),
    storagePercent: wholeNumber(1, 99).default(80).describe("Percent of the database's storage that is in use."),
    restarts: wholeNumber(1, 1000).default(3).describe('Restarts of one replica.'),
  })
  .describe('An alert is raised when a number goes above its threshold.');

export const monitoringOptions = z
  .strictObject({
    workspaceId: resourceId('Microsoft.OperationalInsights/workspaces')
      .optional()
      .describe(
        'Log Analytics workspace that is there, by its id, for the logs. One that was made before is forgotten by Terraform ' +
          'when this names another, and stays with its logs. Default: one is made.',
      ),
    retentionDays: wholeNumber(30, 730).default(30).describe('Days for which Log Analytics keeps the logs.'),
    dailyQuotaGb: z
      .number('must be a number of GB, such as 0.5')
      .min(0.023, 'must be at least 0.023 GB, the least that Azure takes')
      .optional()
      .describe(
        'Most GB of logs that are taken in per day, at least 0.023. What exceeds it is lost. Default: no limit.',
      ),
    notify,
    alerts: z
      .union([z.literal('off').describe('No alerts.'), thresholds], 'must be off, or a map of thresholds')
      .prefault({})
      .describe('When an alert is raised. Default: at the thresholds below.'),
    workbook: flag().default(true).describe('Whether there is an Azure workbook with a row per tenant.'),
    auditLogs: flag()
      .default(true)
      .describe("Whether the log of the database and the audit log of the vault are kept beside the service's own."),
  })
  .prefault({})
  .describe('How long logs are kept, and who hears of alerts.');
