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
import { webhookSecrets } from '../../fleet/stream-secrets';
import { tenantRegistry } from '../../fleet/tenant-registry';
import { readerSecretName, tokenSecretName } from '../../microsoft/azure/token-secret-name';

import type { Product } from './product';
import type { SeparateReader } from './rehearse';
import { WebhookReceiver } from './webhook-receiver';

/** This project's SCIM service, started with an empty database for the rehearsal. */
export interface ServiceUnderRehearsal {
  /** URL of the SCIM endpoint. */
  readonly baseUrl: string;

  /** The tokens that the service accepts for a tenant, oldest generation first. */
  tokensOf(tenant: TenantConfig): string[];

  /** Returns the product that gets the events of a tenant as webhooks. */
  pushedTo(tenant: TenantConfig): Product;

  /** Returns the URL and the token with which a product reads this tenant. The product may read all tenants. */
  readerOf(tenant: TenantConfig): SeparateReader;

  stop(): Promise<void>;
}

/**
 * A product that may read all tenants. Its name begins with a capital letter. Products in configuration files have
 * lower-case names, so this name is unique.
 */
const READER = { name: 'Rehearsal', token: { generation: 1, retired: 0 }, identities: [] };

/** The stream that sends the events of all tenants to a receiver in this process. */
const STREAM = {
  name: 'rehearsal',
  delivery: 'webhook',
  secret: { generation: 1, retired: 0 },
  identities: [],
} as const;

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
  const receiver = await WebhookReceiver.start();
  const stream = { ...STREAM, url: receiver.url, privateAddresses: true } as const;
  const registry = tenantRegistry(
    tenants.map(withoutStreams),
    { readers: [READER], streams: [stream], signing: { generation: 1, retired: 0 }, service: { rate } },
    (secretName) => sha256(tokenIn(secretName)),
  );

  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-rehearsal-'));
  const file = join(folder, 'tenants.json');
  writeFileSync(file, JSON.stringify(registry), { mode: 0o600 });
  for (const name of webhookSecrets(undefined, stream))
    writeFileSync(join(folder, name), receiver.secret, { mode: 0o600 });
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
  await streamsBegin(metricsPort, tenants);

  return {
    baseUrl: url,
    tokensOf: ({ slug, target }) =>
      target.kind === 'companion'
        ? acceptedGenerations(target.token).map((generation) => tokenIn(tokenSecretName(slug, generation)))
        : [],
    pushedTo: ({ slug }) => receiver.productOf(slug),
    readerOf: ({ slug }) => ({
      baseUrl: url.replace(/(?=\/scim\/v2$)/, `/tenants/${slug}`),
      token: tokenIn(readerSecretName(undefined, READER.name, READER.token.generation)),
    }),
    stop: async () => {
      cleanUp();
      await ended;
      await receiver[Symbol.asyncDispose]();
    },
  };
}

/** The line that the service prints when it accepts requests. */
interface Listening {
  readonly url: string;
  readonly metricsPort: number;
}

/** Waits until the stream of each tenant has begun, because the receiver gets only events that occur afterwards. */
async function streamsBegin(metricsPort: number, tenants: readonly TenantConfig[]): Promise<void> {
  const begun =
    (metrics: string) =>
    ({ slug }: TenantConfig) =>
      metrics.includes(`scim_stream_state{tenant="${slug}",stream="${STREAM.name}",state="active"} 1`);
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
