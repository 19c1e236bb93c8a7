import { type Request, type Response, Router } from 'express';

import { Budget } from '../directory/budget';
import { decodeCursor } from '../events/cursor';
import { EVENT_TYPES, type EventType, isEventType } from '../events/event-type';
import type { EventPage, Feed, Wanted } from '../events/feed';
import type { News } from '../events/news';
import { ScimError } from '../scim/error';
import { sent } from '../scim/sent-value';

import { eachMade } from './json-pieces';
import { longPoll, WAIT_SECONDS_MAX } from './long-poll';
import { tenantOf } from './request-context';
import { answer } from './scim-answer';

const LIMIT_MAX = 500;
const LIMIT_DEFAULT = 100;

export interface EventRoutes {
  readonly feedOf: (req: Request, budget: Budget) => Feed;
  readonly news: News;
  readonly deadlineSeconds: number | undefined;
}

/** The query parameters of a request to the feed. */
interface Asked extends Wanted {
  readonly after: string | undefined;
  readonly from: 'now' | 'oldest' | undefined;
  readonly waitSeconds: number;
}

/**
 * The feed of a tenant's events. `GET /events?after={cursor}&wait=30` returns `{ "events": […], "cursor": "…", "more":
 * false }`. With `?from=now` or `?from=oldest` instead of `after`, the answer contains a cursor from which to start.
 */
export function eventRoutes({ feedOf, news, deadlineSeconds }: EventRoutes): Router {
  const router = Router();
  router.get('/events', async (req, res) => {
    const asked = readAsked(req);
    const { after, from } = asked;
    if (after === undefined) {
      const cursor = await withFeed(req, (feed) => (from === 'now' ? feed.now() : feed.oldest()));
      answerPage(res, { events: [], cursor, more: from === 'oldest' });
    } else {
      answerPage(res, await pageAfter(req, res, after, asked));
    }
  });
  return router;

  /**
   * Answers with the events after a cursor as soon as there are any. When the requested waiting time is over, answers
   * without events.
   */
  function pageAfter(req: Request, res: Response, after: string, asked: Asked): Promise<EventPage> {
    return longPoll<EventPage>(req, res, {
      news,
      seconds: asked.waitSeconds,
      look: (last) => withFeed(req, (feed) => feed.after(last?.cursor ?? after, asked)),
      awaits: ({ events, more, cursor }) =>
        events.length > 0 || more ? undefined : decodeCursor(tenantOf(req).slug, cursor).position,
    });
  }

  /**
   * Gives each read of the feed the full time budget of a request, even if the client has already waited for events.
   */
  async function withFeed<Result>(req: Request, read: (feed: Feed) => Promise<Result>): Promise<Result> {
    const budget = new Budget(deadlineSeconds);
    try {
      return await read(feedOf(req, budget));
    } finally {
      budget.close();
    }
  }
}

function answerPage(res: Response, { events, cursor, more }: EventPage): void {
  answer(res, 200, { events: eachMade(events, (event) => event), cursor, more }, 'application/json');
}

const PARAMETERS = ['after', 'from', 'limit', 'types', 'wait'];

/** @throws {ScimError} 400 with the name of the invalid parameter. */
function readAsked({ query }: Request): Asked {
  const unknown = Object.keys(query).find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw refused(`there is no parameter '${sent(unknown)}'; the parameters are ${PARAMETERS.join(', ')}`);
  }
  const after = text(query['after'], 'after');
  const from = text(query['from'], 'from');
  if (from !== undefined && from !== 'now' && from !== 'oldest') {
    throw refused(`'from' must be now or oldest; got '${sent(from)}'`);
  }
  if ((after === undefined) === (from === undefined)) {
    throw refused(`send one of 'after' and 'from': the cursor of the last answer, or from=now to begin`);
  }
  return {
    after,
    from,
    types: typesOf(text(query['types'], 'types')),
    limit: wholeNumber(query['limit'], 'limit', 1, LIMIT_MAX) ?? LIMIT_DEFAULT,
    waitSeconds: wholeNumber(query['wait'], 'wait', 0, WAIT_SECONDS_MAX) ?? 0,
  };
}

function typesOf(listed: string | undefined): ReadonlySet<EventType> | undefined {
  if (listed === undefined) return undefined;
  const names = listed.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isEventType(name));
  if (unknown !== undefined) {
    throw refused(`there is no event type '${sent(unknown)}'; the types are ${EVENT_TYPES.join(', ')}`);
  }
  return new Set(names.filter(isEventType));
}

function wholeNumber(value: unknown, name: string, least: number, most: number): number | undefined {
  const written = text(value, name);
  if (written === undefined) return undefined;
  const number = /^\d{1,6}$/.test(written) ? Number(written) : NaN;
  if (number >= least && number <= most) return number;
  throw refused(`'${name}' must be a whole number from ${least} to ${most}; got '${sent(written)}'`);
}

function text(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw refused(`'${name}' may be sent once`);
}

function refused(detail: string): ScimError {
  return ScimError.badRequest('invalidValue', detail);
}
