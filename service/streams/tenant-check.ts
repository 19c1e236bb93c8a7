import type { Tenant } from '../directory/tenant';
import { decodeCursor } from '../events/cursor';
import type { Numbering } from '../events/event-log';
import type { Feed } from '../events/feed';

import { isUnattended, owedTo } from './owed';
import type { Positions, StreamPosition } from './positions';
import type { Stream } from './stream';

/** The dependencies of a tenant check. */
export interface CheckSources {
  readonly positions: Pick<Positions, 'acknowledge' | 'begin' | 'of'>;
  readonly feedOf: (tenant: Tenant) => Pick<Feed, 'after' | 'now'>;

  /** Returns how many of a tenant's changes already have a position in the tenant's feed. */
  readonly numbering: (tenant: Tenant) => Promise<Numbering>;
}

/**
 * Begins the new streams of a tenant, and finds the streams whose events no process delivers at the moment.
 *
 * No process delivers a stream whose receiver polls for the events, or a stream that is paused or has ended. For such a
 * stream, this function stores the time of the oldest event that the receiver has not accepted, because nothing else
 * would show that the receiver is behind.
 *
 * @returns the names of the streams that a process must deliver.
 */
export async function checkTenant(
  tenant: Tenant,
  streams: readonly Stream[],
  { positions, feedOf, numbering }: CheckSources,
): Promise<readonly string[]> {
  const found = new Map((await positions.of(tenant.slug)).map((position) => [position.stream, position]));
  const missing = streams.filter(({ name }) => !found.has(name));
  if (missing.length > 0) {
    const cursor = await feedOf(tenant).now();
    for (const { name } of missing) await positions.begin({ tenant: tenant.slug, stream: name }, cursor);
  }
  const { last, isBehind } = await numbering(tenant);
  const undelivered: string[] = [];
  for (const stream of streams) {
    const position = found.get(stream.name);
    if (!position) {
      // There may be changes since the cursor was read. Nobody could deliver the stream until now.
      if (stream.delivery !== 'poll') undelivered.push(stream.name);
      continue;
    }
    if (!isBehind && isAtEnd(position, last)) continue;
    if (isUnattended(position, stream)) {
      if (position.behindSince === undefined) await noteLag(position, stream, feedOf(tenant), positions);
    } else if (position.dueAt === undefined) undelivered.push(stream.name);
  }
  return undelivered;
}

/**
 * Stores the time since which a receiver has been behind. If the receiver requested none of the new events, moves its
 * position past them instead.
 */
async function noteLag(
  position: StreamPosition,
  stream: Stream,
  feed: Pick<Feed, 'after'>,
  positions: Pick<Positions, 'acknowledge'>,
): Promise<void> {
  const owed = await owedTo(position, stream, feed);
  if (owed?.since) await positions.acknowledge(position, position, { ...position, behindSince: owed.since });
  else if (owed && position.acknowledged.length === 0)
    await positions.acknowledge(position, position, { ...position, cursor: owed.cursor });
}

/**
 * Whether there are no events after a position. If the position lies beyond the end of the feed, the database was
 * restored from a backup, and the next delivery ends the stream.
 */
function isAtEnd({ tenant, cursor }: StreamPosition, last: number): boolean {
  return decodeCursor(tenant, cursor).position === last + 1;
}
