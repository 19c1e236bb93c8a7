import type { Event as ToldEvent } from '../events/event';
import type { EventPage as ToldPage } from '../events/feed';

import type { ScimResource } from './access';
import { type Endpoint, request } from './request';

/** An event, in the form in which a product reads it. */
export interface Event extends Omit<ToldEvent, 'resource'> {
  readonly resource: ScimResource;
}

/** A page of events. Process the events, then store the cursor, and continue from there. */
export interface EventPage extends Omit<ToldPage, 'events'> {
  readonly events: readonly Event[];
}

/** Yields pages of a tenant's events without end. The caller has to store the cursor. */
export async function* follow(
  endpoint: Endpoint,
  options: { readonly cursor: string; readonly waitSeconds?: number; readonly signal?: AbortSignal },
): AsyncGenerator<EventPage, void> {
  const { waitSeconds = 30, signal } = options;
  let { cursor } = options;
  while (!signal?.aborted) {
    const path = `/events?after=${encodeURIComponent(cursor)}&wait=${waitSeconds}`;
    const page = await request<EventPage>(endpoint, path, signal, waitSeconds);
    if (!page) return;
    ({ cursor } = page);
    if (page.events.length > 0) yield page;
  }
}
