import type { Logger } from 'pino';

import { SettingsError } from '../command-line/variables';

import { databaseTrouble } from './database-trouble';
import type { Tenant } from './directory/tenant';
import type { TenantRegistry } from './directory/tenant-registry';
import type { OpenEventLog } from './events/event-log';
import { Feed } from './events/feed';
import { tenantBaseUrl } from './http/scim-base';
import { showAt } from './http/show-at';
import type { StreamMetrics } from './stream-metrics';
import type { Delivery } from './streams/delivery';
import type { Positions } from './streams/positions';
import { Runner } from './streams/runner';
import { type NeededSecret, secretFlaws, type Secrets } from './streams/secrets';
import type { Stream, Streams } from './streams/stream';
import { WebhookDelivery } from './streams/webhook';

/** What streams need of the service. */
export interface Streaming {
  readonly streams: Streams;
  readonly secrets: Secrets;
  readonly positions: Positions;

  /** Over connections that no request needs. */
  readonly openEventLog: OpenEventLog;
  readonly log: Logger;
  readonly metrics: StreamMetrics;
  readonly publicUrl: string;
}

/** How often the log says that the database is away. */
const TROUBLE_EVERY_MS = 60_000;

/** Delivers the streams of a service. */
export function openRunner(streaming: Streaming): Runner {
  const { streams, positions, openEventLog, log, metrics, publicUrl } = streaming;
  const show = showAt(({ slug }) => tenantBaseUrl(publicUrl, slug));
  const now = () => new Date();
  let toldAt = -Infinity;
  return new Runner(streams, {
    positions,
    feedOf: (tenant) => feedOf(tenant),
    numbering: (tenant) => openEventLog(tenant).numbering(),
    deliveryOf: (stream, tenant) => deliveryOf(stream, tenant, streaming, now),
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
          'a receiver did not take an event; tried again',
        );
      } else {
        log.error(
          about,
          'a stream has ended: its receiver is told nothing more until an operator resumes or replays it',
        );
      }
    },
    onTrouble: (error) => {
      if (performance.now() - toldAt < TROUBLE_EVERY_MS) return;
      toldAt = performance.now();
      log.warn({ reason: databaseTrouble(error) }, 'streams could not go on; tried again');
    },
  });

  function feedOf(tenant: Tenant): Feed {
    return new Feed(tenant, openEventLog(tenant), show);
  }
}

/** How a stream delivers. Undefined for one whose receiver fetches events. */
function deliveryOf(stream: Stream, _tenant: Tenant, { secrets }: Streaming, now: () => Date): Delivery | undefined {
  return stream.delivery === 'webhook' ? new WebhookDelivery(stream, secrets, now) : undefined;
}

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
