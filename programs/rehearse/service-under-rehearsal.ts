import { spawn } from 'node:child_process';
import { randomBytes, createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import exitHook from 'async-exit-hook';

import { ownCommand } from '../../command-line/own-command';
import type { RateConfig } from '../../fleet/model/rate';
import type { TenantConfig } from '../../fleet/model/tenant';
import { acceptedGenerations } from '../../fleet/model/token';
import { signingSecrets, webhookSecrets } from '../../fleet/stream-secrets';
import { tenantRegistry } from '../../fleet/tenant-registry';
import { readerSecretName, tokenSecretName } from '../../microsoft/azure/token-secret-name';

import type { Told } from './follower';
import type { SeparateReader } from './rehearse';
import { TokenReceiver } from './token-receiver';
import { WebhookReceiver } from './webhook-receiver';

/** This project's SCIM service, started with an empty database for the rehearsal. */
export interface ServiceUnderRehearsal {
  /** URL of the SCIM endpoint. */
  readonly baseUrl: string;

  /** The tokens that the service accepts for a tenant, oldest generation first. */
  tokensOf(tenant: TenantConfig): string[];

  /** Returns the products to which the service sends the events of a tenant. */
  toldOf(tenant: TenantConfig): readonly Told[];

  /** Returns the URL and the token with which a product reads this tenant. The product may read all tenants. */
  readerOf(tenant: TenantConfig): SeparateReader;

  stop(): Promise<void>;
}

/**
 * A product that may read all tenants. Its name begins with a capital letter. Products in configuration files have
 * lower-case names, so this name is unique.
 */
const READER = { name: 'Rehearsal', token: { generation: 1, retired: 0 }, identities: [] };

/** The streams that send the events of all tenants to receivers in this process. */
const WEBHOOK = { name: 'rehearsal', delivery: 'webhook', secret: READER.token, identities: [] } as const;
const PUSH = { name: 'rehearsal-tokens', delivery: 'push', content: 'notice' } as const;

/**
 * Starts the service as the platform would: with the registry of all tenants, and with tokens that only the rehearsal
 * knows.
 *
 * @param rate request rate for tenants whose files do not set one.
 */
export async function startService(
  tenants: readonly TenantConfig[],
  rate: RateConfig,
  path: string | undefined,
): Promise<ServiceUnderRehearsal> {
  const tokens = new Map<string, string>();
  const tokenIn = (secretName: string) => {
    const token = tokens.get(secretName) ?? randomBytes(36).toString('base64url');
    tokens.set(secretName, token);
    return token;
  };
  const [webhooks, pushed] = [await WebhookReceiver.start(), await TokenReceiver.start()];
  const webhook = { ...WEBHOOK, url: webhooks.url, privateAddresses: true } as const;
  const push = { ...PUSH, url: pushed.url, audience: pushed.audience, privateAddresses: true } as const;
  const ofAll = { streams: [webhook, push], signing: READER.token };
  const registry = tenantRegistry(
    tenants.map(withoutStreams),
    { ...ofAll, readers: [READER], service: { rate } },
    (secretName) => sha256(tokenIn(secretName)),
  );

  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-rehearsal-'));
  const file = join(folder, 'tenants.json');
  writeFileSync(file, JSON.stringify(registry), { mode: 0o600 });
  const writeSecret = (name: string, value: string) => {
    writeFileSync(join(folder, name), value, { mode: 0o600 });
  };
  for (const name of webhookSecrets(undefined, webhook)) writeSecret(name, webhooks.secret);
  for (const name of signingSecrets([], ofAll)) writeSecret(name, randomBytes(32).toString('base64url'));
  const service = spawn(process.execPath, ownCommand('serve'), {
    env: { PATH: path, PORT: '0', METRICS_PORT: '0', DATA_DIR: 'memory', TENANTS_FILE: file, SECRETS_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => service.once('close', done));
  const cleanUp = () => {
    service.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  exitHook(cleanUp); // removes all traces, however the rehearsal ends
  // The 'beforeExit' hook of async-exit-hook would set the exit code to 0, so this hook is removed. The package's
  // 'exit' hook still cleans up.
  exitHook.unhookEvent('beforeExit');

  const complaints: string[] = [];
  createInterface({ input: service.stderr }).on('line', (line) => complaints.push(line));
  const { url, metricsPort } = await new Promise<Listening>((listening, failed) => {
    service.once('exit', () => {
      failed(new Error(`the service did not start:\n${complaints.join('\n')}`));
    });
    createInterface({ input: service.stdout }).on('line', (line) => {
      if (line.includes('"msg":"listening"')) listening(JSON.parse(line) as Listening);
    });
  });
  const readerOf = (slug: string) => ({
    baseUrl: url.replace(/(?=\/scim\/v2$)/, `/tenants/${slug}`),
    token: tokenIn(readerSecretName(undefined, READER.name, READER.token.generation)),
  });
  pushed.trust({
    issuer: url.replace(/\/scim\/v2$/, ''),
    endpointOf: (slug) => ({ url: readerOf(slug).baseUrl, token: readerOf(slug).token }),
  });
  await streamsBegin(metricsPort, tenants);

  return {
    baseUrl: url,
    tokensOf: ({ slug, target }) =>
      target.kind === 'companion'
        ? acceptedGenerations(target.token).map((generation) => tokenIn(tokenSecretName(slug, generation)))
        : [],
    toldOf: ({ slug }) => [
      { way: 'webhook', product: webhooks.productOf(slug) },
      { way: 'push', product: pushed.productOf(slug) },
    ],
    readerOf: ({ slug }) => readerOf(slug),
    stop: async () => {
      cleanUp();
      await ended;
      await Promise.all([webhooks, pushed].map((receiver) => receiver[Symbol.asyncDispose]()));
    },
  };
}

/** The line that the service prints when it accepts requests. */
interface Listening {
  readonly url: string;
  readonly metricsPort: number;
}

/** Waits until the streams of each tenant have begun, because receivers get only events that occur afterwards. */
async function streamsBegin(metricsPort: number, tenants: readonly TenantConfig[]): Promise<void> {
  const begun =
    (metrics: string) =>
    ({ slug }: TenantConfig) =>
      [WEBHOOK, PUSH].every(({ name }) =>
        metrics.includes(`scim_stream_state{tenant="${slug}",stream="${name}",state="active"} 1`),
      );
  for (;;) {
    const metrics = await (await fetch(`http://localhost:${metricsPort}/metrics`)).text();
    if (tenants.every(begun(metrics))) return;
    await sleep(LOOK_MS);
  }
}

/** Interval at which to check whether the streams have begun. */
const LOOK_MS = 50;

/**
 * Removes the streams of a tenant. Their receivers are real systems, which must not receive events about the invented
 * people of a rehearsal.
 */
function withoutStreams(tenant: TenantConfig): TenantConfig {
  const { target } = tenant;
  return target.kind === 'companion' ? { ...tenant, target: { ...target, streams: [] } } : tenant;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
