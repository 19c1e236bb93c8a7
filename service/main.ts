import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import express from 'express';
import type { Logger } from 'pino';

import { EXIT } from '../command-line/exit-code';
import { example, program } from '../command-line/program';
import { SettingsError } from '../command-line/variables';

import type { AdminApplication, Identify } from './admin/admin-principal';
import { ADMIN_PATH, adminRoutes } from './admin/admin-routes';
import { identifyByEntra } from './admin/identify-by-entra';
import { identifyByKey } from './admin/identify-by-key';
import { operationsOn } from './admin/operations';
import { streamOperations } from './admin/stream-operations';
import { createApp } from './app';
import { awaitDatabase } from './await-database';
import { CallLog } from './call-log';
import { CountLog } from './count-log';
import { databaseTrouble } from './database-trouble';
import { createDemoTenant, type DemoTenant } from './demo-tenant';
import type { OnLimit } from './directory/limit';
import { RegistryError, TenantRegistry } from './directory/tenant-registry';
import { News } from './events/news';
import { listen, type Listening } from './http/listen';
import { requestLog } from './http/request-log';
import { safeHeaders } from './http/safe-headers';
import { SCIM_PATH } from './http/scim-base';
import { tellNews } from './http/tell-news';
import { LimitLog } from './limit-log';
import { openLog } from './log';
import { retainLogs } from './log-retention';
import { createMetrics } from './metrics';
import { openConsole } from './open-console';
import { openDatabase } from './open-database';
import { openPortal } from './open-portal';
import { sessionKeyOf } from './pages/session-key';
import type { PortalLinks } from './portal/portal-links';
import { RefusalLog } from './refusal-log';
import { SigningKeys } from './security-events/signing-keys';
import { readSettings, type Settings } from './settings';
import { appendRefusals } from './storage/append-refusals';
import { keepLogs } from './storage/log-upkeep';
import { openStoreOn } from './storage/open-store';
import { openEventLogOn } from './storage/sql-event-log';
import { SqlHistory } from './storage/sql-history';
import { SqlOverview } from './storage/sql-overview';
import { SqlPositions } from './storage/sql-positions';
import { SqlRoster } from './storage/sql-roster';
import { createStreamMetrics } from './stream-metrics';
import { openDesk, openRunner, requireSecrets } from './streaming';
import { RightOfWay } from './streams/right-of-way';
import { Secrets } from './streams/secrets';
import { Streams } from './streams/stream';
import { welcome } from './welcome';

/** Validity of the portal link that the service prints when it starts, in seconds. */
const TRIAL_LINK_SECONDS = 24 * 3600;

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env);
  const log = await openLog(settings.logLevel, settings.logFormat ?? (process.stdout.isTTY ? 'pretty' : 'json'));
  const { registry, streams, secrets, ...tokens } = openRegistry(settings);
  await requireSecrets(registry, streams, secrets);
  const { db, aside, close: closeDatabase } = await openDatabase(settings, log);
  const metrics = createMetrics(db.waiting);
  const logRequest = requestLog(log);
  const openEventLog = openEventLogOn(db);
  // News and refusals use separate connections, which do not count towards any tenant's share.
  const news = new News((tenant) => openEventLogOn(aside)(tenant).numbering());
  const limitLog = new LimitLog(log);
  const refusalLog = new RefusalLog(
    (tenant, refusals) => appendRefusals(aside, tenant, refusals),
    log,
    () => new Date(),
  );
  const overview = new SqlOverview(aside);
  const callLog = new CallLog(overview, registry, log, () => new Date());
  const countLog = new CountLog(overview, registry, log, () => new Date());
  const onLimit: OnLimit = (met) => {
    metrics.onLimit(met);
    limitLog.onLimit(met);
  };

  const needsKey = 'token' in tokens && !settings.adminApplication;
  const adminKey = needsKey ? randomBytes(32).toString('base64url') : undefined;
  const identify = identifyBy(settings.adminApplication, adminKey);

  const server = await listenOn('PORT', settings.port);
  const keys = new SigningKeys(() => Promise.all(registry.signing.map((name) => secrets.read(name))));
  const publicUrl = settings.publicUrl ?? `http://localhost:${server.port}`;
  const positions = new SqlPositions(aside);
  const events = { streams, positions, openEventLog: openEventLogOn(aside) };
  const rightOfWay = new RightOfWay();
  const runner = openRunner({
    ...events,
    secrets,
    keys,
    log,
    metrics: createStreamMetrics(metrics.registry, positions),
    rightOfWay,
    publicUrl,
  });
  const now = () => new Date();
  const sessionKey = settings.sessionSecret === undefined ? randomBytes(32) : sessionKeyOf(settings.sessionSecret);
  const portal = openPortal({ registry, aside, overview, sessionKey, publicUrl, log, now });
  const operations = [
    ...operationsOn({ registry, overview, history: new SqlHistory(aside), roster: new SqlRoster(aside) }),
    ...streamOperations(openDesk({ ...events, registry }), registry),
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
        now: () => new Date(),
        log,
        onLimit,
        securityEvents: { keys, streams, positions },
        admin: identify && adminRoutes(operations, identify, log, publicUrl),
        console: pages?.routes,
        portal: identify && portal.routes,
        onOutcome: (outcome) => {
          metrics.onOutcome(outcome);
          logRequest(outcome);
          refusalLog.onOutcome(outcome);
          callLog.onOutcome(outcome);
          countLog.onOutcome(outcome);
          rightOfWay.noteRequest();
          tellNews(news, outcome);
          tellNews(runner, outcome);
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
  if ('token' in tokens) {
    const admin = adminKey === undefined ? undefined : { url: `${publicUrl}${ADMIN_PATH}`, key: adminKey };
    console.log(
      welcome({ ...tokens, url, admin, consoleLink: pages?.link, portalLink: await trialLink(portal.links, tokens) }),
    );
  }
  log.info({ url, metricsPort: metricsServer?.port, tenants }, 'listening');
  const stopped = new AbortController();
  void portal.watch(stopped.signal);
  void awaitDatabase(() => db.check(), log, stopped.signal).then(() => {
    if (!stopped.signal.aborted) runner.start();
    const days = { history: settings.provisioningLogDays, refusals: settings.refusalLogDays };
    return Promise.all([
      retainLogs(() => keepLogs(db, days), log, stopped.signal),
      callLog.run(stopped.signal),
      countLog.run(stopped.signal),
    ]);
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
    limitLog.write();
    await refusalLog.close();
    await callLog.close();
    await countLog.close();
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

interface OpenRegistry {
  readonly registry: TenantRegistry;
  readonly streams: Streams;
  readonly secrets: Secrets;
}

/**
 * Opens the registry file with its tenants and their streams. Without a file, creates demo tenants and their tokens.
 */
function openRegistry({
  tenantsFile: file,
  secretsFolder,
}: Pick<Settings, 'secretsFolder' | 'tenantsFile'>): OpenRegistry | (DemoTenant & OpenRegistry) {
  if (file === undefined) {
    const demo = createDemoTenant();
    return { ...demo, streams: new Streams(demo.registry) };
  }
  try {
    const registry = TenantRegistry.parse(readFileSync(file, 'utf8'));
    return { registry, streams: new Streams(registry), secrets: new Secrets(secretsFolder) };
  } catch (error) {
    if (error instanceof RegistryError) throw new SettingsError([`TENANTS_FILE ${file} ${error.message}`]);
    throw new SettingsError([`TENANTS_FILE cannot be read: ${(error as Error).message}; name an existing file`]);
  }
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
