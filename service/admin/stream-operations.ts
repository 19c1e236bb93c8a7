import { z } from 'zod';

import type { Origin } from '../directory/store';
import type { TenantRegistry } from '../directory/tenant-registry';
import { ScimError } from '../scim/error';
import type { ReplayFrom, StreamDesk, StreamStatus } from '../streams/desk';
import type { Attempt, StreamKey } from '../streams/positions';

import { slugIn } from './find-tenant';
import { operation } from './operation';
import { Problem } from './problem';
import { NOTHING, OF_TENANT, pageOf } from './schemas';
import {
  controlledSchema,
  deliveriesQuery,
  deliverySchema,
  ofStream,
  replayQuery,
  streamSchema,
  streamsQuery,
} from './stream-schemas';

/** The operations of the admin API for event streams. */
export function streamOperations(registry: TenantRegistry, desk: StreamDesk) {
  const read = { method: 'get', role: 'auditor' } as const;
  const slugOf = slugIn(registry);
  const control = <const Action extends string>(
    action: Action,
    summary: string,
    act: (key: StreamKey, by: Origin) => Promise<boolean>,
  ) =>
    operation({
      method: 'post',
      role: 'operator',
      path: `/tenants/{tenant}/streams/{stream}/${action}`,
      id: `${action}Stream` as const,
      summary,
      parameters: ofStream,
      query: NOTHING,
      answer: controlledSchema,
      handle: async (key, by) => {
        await requireStream(key);
        return { changed: await act(key, by) };
      },
    });

  return [
    operation({
      ...read,
      path: '/streams',
      id: 'listStreams',
      summary: 'The streams of all tenants, sorted by tenant and name, and how far behind each stream is.',
      parameters: NOTHING,
      query: streamsQuery,
      answer: pageOf(streamSchema),
      handle: async ({ cursor, count }) => {
        const found = await desk.after(cursor, count);
        const last = found.length === count ? found.at(-1) : undefined;
        return { items: found.map(shownStream), next: last ? `${last.tenant}/${last.stream}` : null };
      },
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/streams',
      id: 'listStreamsOfTenant',
      summary: 'The streams that deliver the events of a tenant, and how far behind each stream is.',
      parameters: OF_TENANT,
      query: NOTHING,
      answer: z.object({ items: z.array(streamSchema) }),
      handle: async ({ tenant }) => ({ items: (await desk.of(slugOf(tenant))).map(shownStream) }),
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/streams/{stream}/deliveries',
      id: 'listDeliveries',
      summary: 'The most recent attempts to deliver events of a stream, latest first.',
      parameters: ofStream,
      query: deliveriesQuery,
      answer: z.object({ items: z.array(deliverySchema) }),
      handle: async ({ count, ...key }) => {
        await requireStream(key);
        return { items: (await desk.attempts(key, count)).map(shownAttempt) };
      },
    }),
    control('pause', 'Tells a receiver nothing until the stream is resumed.', desk.pause.bind(desk)),
    control('resume', 'Goes on with a stream where it stopped.', desk.resume.bind(desk)),
    operation({
      method: 'post',
      role: 'operator',
      path: '/tenants/{tenant}/streams/{stream}/replay',
      id: 'replayStream',
      summary:
        'Makes a stream continue at another point: after a cursor, at a time, now, or with the oldest event that is kept.',
      parameters: ofStream,
      query: replayQuery,
      answer: controlledSchema,
      handle: async ({ tenant, stream, ...asked }, by) => {
        await requireStream({ tenant, stream });
        return { changed: await desk.replay({ tenant, stream }, placeOf(asked), by).catch(refuseCursor) };
      },
    }),
  ];

  async function requireStream({ tenant, stream }: StreamKey): Promise<void> {
    const found = await desk.of(slugOf(tenant));
    if (found.some((each) => each.stream === stream)) return;
    const names = found.map((each) => each.stream).join(', ');
    throw new Problem(404, `'${tenant}' has no stream '${stream.slice(0, 100)}'; its streams are: ${names || 'none'}`);
  }
}

function placeOf({ from, cursor, since }: z.output<typeof replayQuery>): ReplayFrom {
  if (cursor !== undefined) return { cursor };
  return since === undefined ? (from ?? 'now') : { since };
}

function refuseCursor(error: unknown): never {
  if (error instanceof ScimError) throw new Problem(error.status, error.message);
  throw error;
}

function shownStream(status: StreamStatus): z.input<typeof streamSchema> {
  const text = (date: Date | undefined) => date?.toISOString() ?? null;
  return {
    tenant: status.tenant,
    stream: status.stream,
    delivery: status.delivery ?? null,
    state: status.state,
    since: status.since.toISOString(),
    cursor: status.cursor,
    behindSince: text(status.behindSince),
    failures: status.failures,
    failingSince: text(status.failingSince),
    lastError: status.lastError ?? null,
    dueAt: text(status.dueAt),
  };
}

function shownAttempt(attempt: Attempt): z.input<typeof deliverySchema> {
  const { at, status, ms, reason } = attempt;
  return { ...attempt, at: at.toISOString(), status: status ?? null, ms: ms ?? null, reason: reason ?? null };
}
