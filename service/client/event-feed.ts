import type { Event as ToldEvent } from '../events/event';
import type { EventPage as ToldPage } from '../events/feed';

import type { ScimResource } from './access';
import { type Endpoint, request } from './request';

/** An event, in the form in which a product reads it. */
export type Event = Omit<ToldEvent, 'resource'> & { readonly resource: ScimResource };

/** A page of events. Process the events, then store the cursor, and continue from there. */
export type EventPage = Omit<ToldPage, 'events'> & { readonly events: readonly Event[] };

/** How long the service waits for new events before it answers, in seconds. */
const WAIT_SECONDS = 30;

/** Yields pages of a tenant's events without end. The caller has to store the cursor. */
export async function* follow(
  endpoint: Endpoint,
  { cursor, signal }: { readonly cursor: string; readonly signal?: AbortSignal },
): AsyncGenerator<EventPage, void> {
  for (let next = cursor; ;) {
    const path = `/events?after=${encodeURIComponent(next)}&wait=${WAIT_SECONDS}`;
    const page = await request<EventPage>(endpoint, path, signal, WAIT_SECONDS);
    if (!page) return;
    next = page.cursor;
    if (page.events.length > 0) yield page;
  }
}
