import type { Request, Response } from 'express';

import type { News } from '../events/news';
import { ScimError } from '../scim/error';

import { contextOf, tenantOf } from './request-context';

/** Longest that a request waits for an event: less than the minute after which a silent connection is closed. */
export const WAIT_SECONDS_MAX = 50;

/** How long a client is asked to wait when too many wait already. */
const RETRY_AFTER_SECONDS = 5;

/** How a request looks for what its client waits for. */
export interface LongPoll<Found> {
  readonly news: News;

  /** How long the client waits. */
  readonly seconds: number;

  /** Looks once. @param last what the last look found. */
  readonly look: (last: Found | undefined) => Promise<Found>;

  /** The position in the tenant's feed that the client waits for. Undefined when it has something to be answered with. */
  readonly awaits: (found: Found) => number | undefined;
}

/**
 * Looks until there is something, or the client's time is over.
 *
 * @throws {ScimError} 429 when too many readers of the tenant wait already.
 */
export async function longPoll<Found>(
  req: Request,
  res: Response,
  { news, seconds, look, awaits }: LongPoll<Found>,
): Promise<Found> {
  const tenant = tenantOf(req);
  const gone = new AbortController();
  res.once('close', () => {
    gone.abort();
  });
  const end = performance.now() + seconds * 1e3;
  let found = await look(undefined);
  for (;;) {
    const left = end - performance.now();
    const position = awaits(found);
    if (position === undefined || left <= 0 || gone.signal.aborted || news.isClosed) return found;
    if (news.isFull(tenant)) {
      res.setHeader('Retry-After', RETRY_AFTER_SECONDS);
      throw new ScimError(429, 'too many readers of this tenant wait for events; share one, or ask without waiting');
    }
    await contextOf(req).waiting.during(() => news.from(tenant, position, left, gone.signal));
    found = await look(found);
  }
}
