import type { Feed } from '../events/feed';
import { ScimError } from '../scim/error';

import type { StreamPosition } from './positions';
import type { Stream } from './stream';

/** The events that a receiver has not accepted. */
export interface Owed {
  /** Time of the oldest of these events. Undefined when there is none. */
  readonly since: Date | undefined;

  /** The position after the events that were skipped because the receiver did not request them. */
  readonly cursor: string;
}

/**
 * Whether no process delivers the stream, either because its receiver polls or because the stream is paused or has
 * ended. In that case, no process knows how far the receiver is behind.
 */
export function isUnattended({ state }: StreamPosition, { delivery }: Stream): boolean {
  return state !== 'active' || delivery === 'poll';
}

/** Finds the oldest event that a receiver has not accepted. Undefined if the feed no longer reaches back that far. */
export async function owedTo(
  { cursor }: StreamPosition,
  { types }: Stream,
  feed: Pick<Feed, 'after'>,
): Promise<Owed | undefined> {
  try {
    const page = await feed.after(cursor, { types, limit: 1 });
    const [event] = page.events;
    return { since: event && new Date(event.at), cursor: page.cursor };
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}
