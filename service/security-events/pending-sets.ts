import type { EventType } from '../events/event-type';
import type { Feed } from '../events/feed';

import { type Claims, type Parties, setsOfEvent } from './set-of-event';

/** A step forward in a feed. */
export interface Step {
  /** The tokens that tell of it. None where the receiver wants no event of it. */
  readonly sets: readonly Claims[];

  /** Where to go on once the receiver has them. */
  readonly cursor: string;
}

/** Most tokens after the position of a receiver that it may acknowledge before the oldest of them. */
export const WINDOW = 1_000;

const EVENTS_AT_ONCE = 100;

/** Reads the feed, each time with the time that a request has. */
export type ReadFeed = <Result>(read: (feed: Feed) => Promise<Result>) => Promise<Result>;

/** The tokens after a cursor, event by event, read as they are asked for. They end with the news, or with the window. */
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
      yield { sets, cursor: event.cursor };
    }
    ({ cursor, more } = page);
    yield { sets: [], cursor };
  }
}
