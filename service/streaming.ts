import type { Logger } from 'pino';

import { SettingsError } from '../command-line/variables';

import { databaseTrouble } from './database-trouble';
import type { Tenant } from './directory/tenant';
import type { TenantRegistry } from './directory/tenant-registry';
import type { OpenEventLog } from './events/event-log';
import { Feed } from './events/feed';
import type { Show } from './events/shown';
import type { OnOutcome } from './http/outcome';
import { tenantBaseUrl } from './http/scim-base';
import { showAt } from './http/show-at';
import { tellNews } from './http/tell-news';
import { PushDelivery } from './security-events/push';
import type { SigningKeys } from './security-events/signing-keys';
import type { StreamMetrics } from './stream-metrics';
import type { Delivery } from './streams/delivery';
import { PositionDesk, type ServiceDesk } from './streams/desk';
import type { Positions } from './streams/positions';
import { RightOfWay } from './streams/right-of-way';
import { Runner } from './streams/runner';
import { type NeededSecret, secretFlaws, type Secrets } from './streams/secrets';
import type { Stream, Streams } from './streams/stream';
import { WebhookDelivery } from './streams/webhook';

/** The dependencies of streams. */
export interface Streaming {
  readonly streams: Streams;
  readonly secrets: Secrets;
  readonly keys: SigningKeys;
  readonly positions: Positions;

  /** Opens event logs over connections that are separate from those that serve SCIM requests. */
  readonly openEventLog: OpenEventLog;
  readonly log: Logger;
  readonly metrics: StreamMetrics;
  readonly publicUrl: string;
}

/** Minimum interval between log entries about an unavailable database. */
const TROUBLE_EVERY_MS = 60_000;

export interface OpenRunner {
  readonly runner: Runner;

  /** Must be called with the outcome of each request. */
  readonly onOutcome: OnOutcome;
}

/** Creates the runner that delivers the streams of a service and gives way to the requests that the service answers. */
export function openRunner(streaming: Streaming): OpenRunner {
  const { streams, positions, openEventLog, log, metrics, publicUrl } = streaming;
  const rightOfWay = new RightOfWay();
  const show = showAt(({ slug }) => tenantBaseUrl(publicUrl, slug));
  const now = () => new Date();
  let toldAt = -Infinity;
  const runner = new Runner(streams, {
    positions,
    feedOf: (tenant) => feedOf(tenant),
    numbering: (tenant) => openEventLog(tenant).numbering(),
    deliveryOf: (stream) => deliveryOf(stream, streaming, now),
    step: () => rightOfWay.step(),
    now,
    random: Math.random,
    onAttempt: ({ tenant, stream }, attempt) => {
      metrics.onAttempt(tenant.slug, stream.name, attempt);
    },
    onFailure: ({ tenant, stream }, { reason, failures, pauseSeconds }) => {
      const about = { tenant: tenant.slug, stream: stream.name, reason, failures };
      if (pauseSeconds !== undefined) {
        log.warn(
          { ...about, nextInSeconds: Math.round(pauseSeconds) },
          'a receiver did not accept an event; the service will try again',
        );
      } else {
        log.error(
          about,
          'a stream has ended: its receiver gets no more events until an operator resumes or replays it',
        );
      }
    },
    onTrouble: (error) => {
      if (performance.now() - toldAt < TROUBLE_EVERY_MS) return;
      toldAt = performance.now();
      log.warn({ reason: databaseTrouble(error) }, 'streams could not continue; the service will try again');
    },
  });
  return {
    runner,
    onOutcome: (outcome) => {
      rightOfWay.noteRequest();
      tellNews(runner, outcome);
    },
  };

  function feedOf(tenant: Tenant): Feed {
    return new Feed(tenant, openEventLog(tenant), show);
  }
}

/** Chooses how to deliver a stream. Undefined for a stream whose receiver polls for events. */
function deliveryOf(stream: Stream, streaming: Streaming, now: () => Date): Delivery | undefined {
  switch (stream.delivery) {
    case 'webhook':
      return new WebhookDelivery(stream, streaming.secrets, now);
    case 'push':
      return new PushDelivery(stream, { ...streaming, now });
    case 'poll':
      return undefined;
  }
}

/** Creates the operations with which operators inspect and control streams. */
export function openDesk({
  streams,
  positions,
  openEventLog,
  registry,
}: Pick<Streaming, 'openEventLog' | 'positions' | 'streams'> & { readonly registry: TenantRegistry }): ServiceDesk {
  return new PositionDesk(streams, positions, (slug) => {
    const tenant = registry.findTenant(slug);
    return tenant && new Feed(tenant, openEventLog(tenant), NOTHING_SHOWN);
  });
}

/** Renders resources without any attributes, for callers that need only a cursor. */
const NOTHING_SHOWN: Show = { user: () => ({}), group: () => ({}) };

/** @throws {SettingsError} when a secret that the registry names cannot be read, or is too short. */
export async function requireSecrets(registry: TenantRegistry, streams: Streams, secrets: Secrets): Promise<void> {
  const needed = [...registry.signing.map((name) => ({ name })), ...streams.all.flatMap(secretsOf)];
  const flaws = await secretFlaws(secrets, needed);
  if (flaws.length > 0) throw new SettingsError(flaws);
}

function secretsOf(stream: Stream): readonly NeededSecret[] {
  if (stream.delivery === 'webhook') return stream.secrets.map((name) => ({ name }));
  const { authorization } = stream.delivery === 'push' ? stream : { authorization: undefined };
  return authorization === undefined ? [] : [{ name: authorization, bytesMin: 1 }];
}
