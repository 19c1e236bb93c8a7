import { z } from 'zod';

import { flag, resourceId, wholeNumber } from './option-types';

/** Window lengths that Azure allows for a log alert, in hours. */
const WINDOWS = [1, 2, 3, 4, 5, 6, 24, 48] as const;

const notify = z
  .strictObject({
    emails: z
      .array(z.email('must be an e-mail address'), 'must be a list of e-mail addresses')
      .default([])
      .describe('Addresses that get an email for each alert. Default: none.'),
    webhooks: z
      .array(z.url({ protocol: /^https$/, error: 'must be an https URL' }), 'must be a list of https URLs')
      .default([])
      .describe('URLs that Azure calls for each alert, with its common alert schema. Default: none.'),
  })
  .prefault({})
  .describe('People and systems that are notified of alerts. Without any, alerts appear only in the Azure portal.');

const thresholds = z
  .strictObject({
    silentHours: z
      .literal(WINDOWS, `must be one of ${WINDOWS.join(', ')}`)
      .default(2)
      .describe(
        "Hours without a call from a tenant's Entra directory, which calls every 40 minutes while its job runs. Calls from readers do not count.",
      ),
    unauthorized: wholeNumber(1, 100_000)
      .default(20)
      .describe('Requests answered with 401 in 15 minutes, in all tenants together.'),
    refusedPercent: wholeNumber(1, 99)
      .default(20)
      .describe(
        "Percent of a tenant's requests from Entra in 15 minutes that were refused (status 400 to 499, except 429).",
      ),
    serverErrorPercent: wholeNumber(1, 100)
      .default(5)
      .describe("Percent of a tenant's requests in 15 minutes that failed with a server error (500 and above)."),
    p95Milliseconds: wholeNumber(1, 60_000)
      .default(1000)
      .describe("95th percentile of a tenant's response times, in milliseconds."),
    limitedMinutes: wholeNumber(1, 14)
      .default(10)
      .describe(
        'Number of minutes, out of 15, in which a tenant hit a limit of the service, such as its request rate.',
      ),
    storagePercent: wholeNumber(1, 99).default(80).describe("Percent of the database's storage that is in use."),
    restarts: wholeNumber(1, 1000).default(3).describe('Restarts of one replica.'),
  })
  .describe('An alert is raised when a value exceeds its threshold.');

export const monitoringOptions = z
  .strictObject({
    workspaceId: resourceId('Microsoft.OperationalInsights/workspaces')
      .optional()
      .describe(
        'Id of an existing Log Analytics workspace for the logs. If the deployment created a workspace earlier, ' +
          'Terraform forgets it, and it stays with its logs. Default: one is created.',
      ),
    retentionDays: wholeNumber(30, 730).default(30).describe('Days for which Log Analytics keeps the logs.'),
    dailyQuotaGb: z
      .number('must be a number of GB, such as 0.5')
      .min(0.023, 'must be at least 0.023 GB, the minimum that Azure accepts')
      .optional()
      .describe('Maximum GB of logs per day, at least 0.023. Logs beyond it are lost. Default: no limit.'),
    notify,
    alerts: z
      .union([z.literal('off').describe('No alerts.'), thresholds], 'must be off, or a map of thresholds')
      .prefault({})
      .describe('When an alert is raised. Default: at the thresholds below.'),
    workbook: flag().default(true).describe('Whether there is an Azure workbook with one row per tenant.'),
    auditLogs: flag().default(true).describe("Whether the database's log and the vault's audit log are collected too."),
  })
  .prefault({})
  .describe('How long logs are kept, and who is notified of alerts.');
