import { randomBytes } from 'node:crypto';

import express from 'express';
import type { Logger } from 'pino';

import { EXIT } from '../command-line/exit-code';
import { example, program } from '../command-line/program';
import { SettingsError } from '../command-line/variables';

import type { AdminApplication, Identify } from './admin/admin-principal';
import { adminRoutes } from './admin/admin-routes';
import { identifyByEntra } from './admin/identify-by-entra';
import { identifyByKey } from './admin/identify-by-key';
import { operationsOn } from './admin/operations';
import { ADMIN_PATH } from './admin/schemas';
import { createApp } from './app';
import { awaitDatabase } from './await-database';
import { databaseTrouble } from './database-trouble';
import type { DemoTenant } from './demo-tenant';
import type { OnLimit } from './directory/limit';
import { News } from './events/news';
import { listen, type Listening } from './http/listen';
import { requestLog } from './http/request-log';
import { safeHeaders } from './http/safe-headers';
import { SCIM_PATH } from './http/scim-base';
import { tellNews } from './http/tell-news';
import { openLog } from './log';
import { retainLogs } from './log-retention';
import { createMetrics } from './metrics';
import { openConsole } from './open-console';
import { openDatabase } from './open-database';
import { openPortal } from './open-portal';
import { openRegistry } from './open-registry';
import { openOutcomeLogs } from './outcomes/outcome-logs';
import type { KeepRefusals } from './outcomes/refusal-log';
import { sessionKeyOf } from './pages/session-key';
import type { PortalLinks } from './portal/portal-links';
import { SigningKeys } from './security-events/signing-keys';
import { readSettings } from './settings';
import { SqlOverview } from './storage/admin/sql-overview';
import { SqlRoster } from './storage/admin/sql-roster';
import { openStoreOn } from './storage/directory/open-store';
import { appendRefusals } from './storage/history/append-refusals';
import { keepLogs } from './storage/history/log-upkeep';
import { openEventLogOn } from './storage/history/sql-event-log';
import { SqlHistory } from './storage/history/sql-history';
import { SqlPositions } from './storage/history/sql-positions';
import { createStreamMetrics } from './stream-metrics';
import { openDesk, openRunner, requireSecrets } from './streaming';
import { welcome } from './welcome';

/** Validity of the portal link that the service prints when it starts, in seconds. */
const TRIAL_LINK_SECONDS = 24 * 3600;

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env);
  const log = await openLog(settings.logLevel, settings.logFormat ?? (process.stdout.isTTY ? 'pretty' : 'json'));
  const { registry, streams, secrets, demo } = openRegistry(settings);
  await requireSecrets(registry, streams, secrets);
  const slugs = registry.tenants.map(({ slug }) => slug);
  const { db, aside, close: closeDatabase } = await openDatabase(settings, slugs, log);
  const metrics = createMetrics(db.waiting);
  const logRequest = requestLog(log);
  const openEventLog = openEventLogOn(db);
  const now = () => new Date();
  const news = new News((tenant) => openEventLogOn(aside)(tenant).numbering());
  const overview = new SqlOverview(aside, slugs);
  const keepRefusals: KeepRefusals = (tenant, refusals) => appendRefusals(aside, tenant, refusals);
  const outcomeLogs = openOutcomeLogs({ registry, overview, keepRefusals, log, now });
  const onLimit: OnLimit = (met) => {
    metrics.onLimit(met);
    outcomeLogs.onLimit(met);
  };

  const needsKey = demo && !settings.adminApplication;
  const adminKey = needsKey ? randomBytes(32).toString('base64url') : undefined;
  const identify = identifyBy(settings.adminApplication, adminKey);

  const server = await listenOn('PORT', settings.port);
  const keys = new SigningKeys(() => Promise.all(registry.signing.map((name) => secrets.read(name))));
  const publicUrl = settings.publicUrl ?? `http://localhost:${server.port}`;
  const positions = new SqlPositions(aside, slugs);
  const events = { streams, positions, openEventLog: openEventLogOn(aside) };
  const { runner, ...deliveries } = openRunner({
    ...events,
    secrets,
    keys,
    log,
    metrics: createStreamMetrics(metrics.registry, positions),
    publicUrl,
  });
  const sessionKey = settings.sessionSecret === undefined ? randomBytes(32) : sessionKeyOf(settings.sessionSecret);
  const portal = openPortal({ registry, aside, overview, sessionKey, publicUrl, log, now });
  const operations = [
    ...operationsOn({
      registry,
      overview,
      history: new SqlHistory(aside),
      roster: new SqlRoster(aside),
      desk: openDesk({ ...events, registry }),
    }),
    ...portal.operations,
  ];
  const application = settings.adminApplication;
  const pages =
    settings.console && identify
      ? openConsole({ operations, application, sessionKey, publicUrl, log, now })
      : undefined;
  server.serve(
    createApp(
      {
        registry,
        openStore: openStoreOn(db, onLimit),
        openEventLog,
        news,
        check: () => db.check(),
        now,
        log,
        onLimit,
        securityEvents: { keys, streams, positions },
        admin: identify && adminRoutes(operations, identify, log, publicUrl),
        console: pages?.routes,
        portal: identify && portal.routes,
        onOutcome: (outcome) => {
          metrics.onOutcome(outcome);
          logRequest(outcome);
          outcomeLogs.onOutcome(outcome);
          tellNews(news, outcome);
          deliveries.onOutcome(outcome);
        },
      },
      {
        publicUrl,
        clientAddress: settings.clientAddress,
        discovery: settings.discovery,
        deadlineSeconds: settings.deadlineSeconds,
      },
    ),
    safeHeaders(publicUrl),
  );
  const metricsServer =
    settings.metricsPort === undefined ? undefined : await listenOn('METRICS_PORT', settings.metricsPort);
  metricsServer?.serve(
    express().use((_req, res) => metrics.render(res)),
    safeHeaders(publicUrl),
  );

  const { length: tenants } = registry.tenants;
  const url = `${publicUrl}${SCIM_PATH}`;
  if (demo) {
    const admin = adminKey === undefined ? undefined : { url: `${publicUrl}${ADMIN_PATH}`, key: adminKey };
    console.log(
      welcome({ ...demo, url, admin, consoleLink: pages?.link, portalLink: await trialLink(portal.links, demo) }),
    );
  }
  log.info({ url, metricsPort: metricsServer?.port, tenants }, 'listening');
  const stopped = new AbortController();
  void portal.watch(stopped.signal);
  void awaitDatabase(() => db.check(), log, stopped.signal).then(() => {
    if (!stopped.signal.aborted) runner.start();
    const days = { history: settings.provisioningLogDays, refusals: settings.refusalLogDays };
    return Promise.all([retainLogs(() => keepLogs(db, days), log, stopped.signal), outcomeLogs.run(stopped.signal)]);
  });

  let stopping = false; // both a terminal and a supervisor may send the signal
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    stopped.abort();
    log.info({ signal }, 'stopping');
    news.close(); // answers waiting readers
    await Promise.all([server.close(), metricsServer?.close()]);
    await runner.close(); // after the last request, so that receivers get its changes
    await outcomeLogs.close();
    await closeDatabase();
    // Waits until the log is written. Otherwise, the remaining lines would be written while the process exits, and if
    // nobody read the output any more, that write would fail and the process would hang.
    await flushed(log);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => void stop(signal));
}

/**
 * How the admin API identifies its callers: by an access token from Entra or, on a developer's machine, by a key.
 * Undefined when there is no admin API.
 */
function identifyBy(application: AdminApplication | undefined, key: string | undefined): Identify | undefined {
  if (application) return identifyByEntra(application);
  return key === undefined ? undefined : identifyByKey(key);
}

async function flushed(log: Logger): Promise<void> {
  await new Promise<void>((done) => {
    log.flush(() => {
      done();
    });
  });
}

/** Creates a link to the portal for the trial tenant. */
async function trialLink(links: PortalLinks, { trial }: Pick<DemoTenant, 'trial'>): Promise<string> {
  try {
    return (await links.make(trial, 'developer', TRIAL_LINK_SECONDS)).url;
  } catch (error) {
    return `no link: ${databaseTrouble(error)}`;
  }
}

async function listenOn(variable: string, port: number): Promise<Listening> {
  try {
    return await listen(port);
  } catch (error) {
    throw new SettingsError([`${variable} ${port} is not available: ${(error as Error).message}; choose another`]);
  }
}

/** Serves SCIM until the process is asked to stop. */
export const serve = program('entra-scim serve', (command, caller) => {
  command
    .description(
      'Serves SCIM 2.0 on PORT (8080) until it is stopped. Settings are environment variables, which docs/configuration.md lists; without ' +
        'any, it starts its own PostgreSQL and prints demo tokens. Exit code 78: the environment cannot be used.',
    )
    .addHelpText(...example('DATABASE_URL=postgres://localhost/scim TENANTS_FILE=tenants.json entra-scim serve'))
    .action(() =>
      main(caller.env).catch((error: unknown) => {
        if (!(error instanceof SettingsError)) console.error(error);
        else console.error(error.message);
        process.exit(error instanceof SettingsError ? EXIT.configuration : EXIT.unusable);
      }),
    );
});

// Starts the service when this file is run, as in the container image. The command line imports `serve` instead.
if (require.main === module) void serve(process.argv.slice(2), process);
