import type { Event } from '../events/event';
import type { EventType } from '../events/event-type';
import type { Feed } from '../events/feed';

import { type Claims, type Parties, setsOfEvent } from './set-of-event';

/** The result of reading the next event from a feed. */
export interface Step {
  /** The tokens for the events that were read. Empty if the receiver requested none of these events. */
  readonly sets: readonly Claims[];

  /** The event that the tokens report. Undefined if the step only skipped events that the receiver did not request. */
  readonly event: Event | undefined;

  /** The cursor from which to continue once the receiver has these tokens. */
  readonly cursor: string;
}

/** Number of tokens, counted from a receiver's position, that the receiver may acknowledge in any order. */
export const WINDOW = 1_000;

const EVENTS_AT_ONCE = 100;

/** Runs a function that reads the feed. Each call gets the full time budget of a request. */
export type ReadFeed = <Result>(read: (feed: Feed) => Promise<Result>) => Promise<Result>;

/**
 * Yields the tokens after a cursor, event by event. Reads events only when the caller asks for them. Ends when there
 * are no more events, or after {@link WINDOW} tokens.
 */
export async function* pendingSets(
  readFeed: ReadFeed,
  start: string,
  types: ReadonlySet<EventType> | undefined,
  parties: Parties,
): AsyncGenerator<Step> {
  let cursor = start;
  let more = true;
  for (let count = 0; more && count < WINDOW;) {
    const page = await readFeed((feed) => feed.after(cursor, { types, limit: EVENTS_AT_ONCE }));
    for (const event of page.events) {
      const sets = setsOfEvent(event, parties);
      count += sets.length;
      yield { sets, event, cursor: event.cursor };
    }
    ({ cursor, more } = page);
    yield { sets: [], event: undefined, cursor };
  }
}
