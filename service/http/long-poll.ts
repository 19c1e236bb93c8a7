import type { Request, Response } from 'express';

import type { News } from '../events/news';
import { ScimError } from '../scim/error';

import { contextOf, tenantOf } from './request-context';

/**
 * Maximum time that a request waits for an event. It must be less than a minute, because connections without traffic
 * are closed after a minute.
 */
export const WAIT_SECONDS_MAX = 50;

/** Value of Retry-After, in seconds, when too many requests are already waiting for events. */
const RETRY_AFTER_SECONDS = 5;

/** The parameters of a long poll: what the client waits for, how to look for it, and how long to wait. */
export interface LongPoll<Found> {
  readonly news: News;

  /** Maximum waiting time that the client requested. */
  readonly seconds: number;

  /** Looks once for what the client is waiting for. @param last the result of the previous call. */
  readonly look: (last: Found | undefined) => Promise<Found>;

  /**
   * The position in the tenant's feed for which the client has to wait. Undefined when the client can be answered now.
   */
  readonly awaits: (found: Found) => number | undefined;
}

/**
 * Calls `look` again and again until there is something to answer with, or the client's waiting time is over.
 *
 * @throws {ScimError} 429 when too many readers of the tenant are already waiting.
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
