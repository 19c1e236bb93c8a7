import { z } from 'zod';

import { pageOf } from '../../service/admin/schemas';
import { controlledSchema, deliverySchema, STREAMS_MAX, streamSchema } from '../../service/admin/stream-schemas';
import { isEventType } from '../../service/events/event-type';
import type { StreamDesk, StreamStatus } from '../../service/streams/desk';
import type { StreamKey } from '../../service/streams/positions';
import type { AdminApi } from '../history/admin-api';

/** Reads and controls streams through the admin API of a service. */
export class HttpDesk implements StreamDesk {
  readonly #api: AdminApi;

  constructor(api: AdminApi) {
    this.#api = api;
  }

  of: StreamDesk['of'] = async (tenant) => {
    const answer = z.object({ items: z.array(streamSchema) });
    const { items } = await this.#api.ask(`/tenants/${encodeURIComponent(tenant)}/streams`, answer);
    return items.map(toStatus);
  };

  after: StreamDesk['after'] = async (last, count) => {
    const cursor = last && `${last.tenant}/${last.stream}`;
    const query = { cursor, count: Math.min(count, STREAMS_MAX) };
    return (await this.#api.ask('/streams', pageOf(streamSchema), query)).items.map(toStatus);
  };

  attempts: StreamDesk['attempts'] = async (key, count) => {
    const answer = z.object({ items: z.array(deliverySchema) });
    const { items } = await this.#api.ask(`${pathOf(key)}/deliveries`, answer, { count });
    return items.flatMap(({ eventId, eventType, outcome, at, status, ms, reason }) => {
      if (!isEventType(eventType)) return [];
      const known = { status: status ?? undefined, ms: ms ?? undefined, reason: reason ?? undefined };
      return [{ eventId, eventType, outcome, at: new Date(at), ...known }];
    });
  };

  pause: StreamDesk['pause'] = (key) => this.#control(key, 'pause');

  resume: StreamDesk['resume'] = (key) => this.#control(key, 'resume');

  replay: StreamDesk['replay'] = (key, from) => {
    if (typeof from === 'string') return this.#control(key, 'replay', { from });
    return this.#control(key, 'replay', 'cursor' in from ? from : { since: from.since.toISOString() });
  };

  /** Sends a command for a stream. The service records who sent the command. */
  async #control(key: StreamKey, action: string, query: Readonly<Record<string, string>> = {}): Promise<boolean> {
    return (await this.#api.ask(`${pathOf(key)}/${action}`, controlledSchema, query, 'POST')).changed;
  }
}

function pathOf({ tenant, stream }: StreamKey): string {
  return `/tenants/${encodeURIComponent(tenant)}/streams/${encodeURIComponent(stream)}`;
}

function toStatus(item: z.output<typeof streamSchema>): StreamStatus {
  const date = (text: string | null) => (text === null ? undefined : new Date(text));
  return {
    ...item,
    delivery: item.delivery ?? undefined,
    since: new Date(item.since),
    behindSince: date(item.behindSince),
    failingSince: date(item.failingSince),
    lastError: item.lastError ?? undefined,
    dueAt: date(item.dueAt),
  };
}
