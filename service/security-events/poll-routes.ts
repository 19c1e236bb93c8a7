import { type Request, Router } from 'express';
import type { Logger } from 'pino';

import { Budget } from '../directory/budget';
import { decodeCursor } from '../events/cursor';
import type { Feed } from '../events/feed';
import type { News } from '../events/news';
import { longPoll } from '../http/long-poll';
import { contextOf, principalOf, tenantOf } from '../http/request-context';
import { answer } from '../http/scim-answer';
import { ScimError } from '../scim/error';
import { sent } from '../scim/sent-value';
import type { PollStream } from '../streams/stream';

import { complaintOf } from './complaint';
import type { ReadFeed } from './pending-sets';
import { Poll } from './poll';
import { readPollRequest } from './poll-request';
import type { SecurityEvents } from './security-events';
import { signSet } from './sign-set';

/** Maximum time that a poll waits for events. Most clients wait longer than this for an answer. */
const WAIT_SECONDS = 25;

export interface PollRoutes extends SecurityEvents {
  /** Public URL of the service, which is the issuer of the tokens. */
  readonly publicUrl: string;

  readonly feedOf: (req: Request, budget: Budget) => Feed;
  readonly news: News;
  readonly now: () => Date;
  readonly log: Logger;
  readonly deadlineSeconds: number | undefined;
}

/**
 * The route at which receivers poll for their tokens (RFC 8936). `POST /SecurityEvents/{stream}` with `{ "maxEvents":
 * 10, "returnImmediately": false, "ack": ["{jti}"], "setErrs": {} }` returns `{ "sets": { "{jti}": "{token}" },
 * "moreAvailable": false }`.
 *
 * A token is delivered again until the receiver acknowledges it. If the receiver reports an error for a token, the
 * token counts as acknowledged, because the same token would fail again. Acknowledgements and errors are added to the
 * stream's log of deliveries, and errors also to the service's log.
 */
export function pollRoutes(options: PollRoutes): Router {
  const { streams, positions, keys, publicUrl, feedOf, news, now, log, deadlineSeconds } = options;
  const router = Router();
  router.post('/SecurityEvents/:stream', async (req, res) => {
    const tenant = tenantOf(req);
    const stream = streamFor(req, streams.of(tenant).find(isPolled(req.params.stream)));
    const { maxEvents, returnImmediately, ack, setErrs } = readPollRequest(req.body);
    const poll = new Poll(tenant, stream, publicUrl, positions, readFeedOf(req));
    const { state } = await poll.position();
    if (state !== 'active') {
      throw new ScimError(403, `stream '${stream.name}' is ${state}; ask the operators of the service to resume it`);
    }

    for (const err of setErrs.values()) {
      const about = { tenant: tenant.slug, stream: stream.name, err: codeOf(err), requestId: contextOf(req).requestId };
      log.error(
        about,
        'a receiver cannot use a security event token; fix the problem that the code names, then replay the stream',
      );
    }
    const processed = new Map([
      ...ack.map((jti) => [jti, undefined] as const),
      ...[...setErrs].map(
        ([jti, err]) => [jti, complaintOf(err, { ...stream, issuer: publicUrl }) ?? UNKNOWN] as const,
      ),
    ]);
    if (processed.size > 0) await poll.acknowledge(processed, now());

    const { sets, more } = await longPoll(req, res, {
      news,
      seconds: returnImmediately || maxEvents === 0 ? 0 : WAIT_SECONDS,
      look: () => poll.pending(maxEvents),
      awaits: ({ sets, more, cursor }) =>
        sets.length > 0 || more ? undefined : decodeCursor(tenant.slug, cursor).position,
    });
    const signed = await Promise.all(sets.map(async (claims) => [claims.jti, await signSet(claims, keys, now())]));
    answer(res, 200, { sets: Object.fromEntries(signed), moreAvailable: more }, 'application/json');
  });
  return router;

  /**
   * Gives each read of the feed the full time budget of a request, even if the client has already waited for a long
   * time.
   */
  function readFeedOf(req: Request): ReadFeed {
    return async (read) => {
      const budget = new Budget(deadlineSeconds);
      try {
        return await read(feedOf(req, budget));
      } catch (error) {
        throw error instanceof ScimError && error.status === 410 ? new ScimError(410, BEHIND) : error;
      } finally {
        budget.close();
      }
    };
  }
}

/**
 * The message for a receiver whose position is no longer in the feed. Unlike other readers of the feed, a receiver that
 * polls cannot choose another cursor, so the message describes a different remedy.
 */
const BEHIND =
  'the receiver is further behind than events are kept, or than a backup from which the database was restored; read ' +
  'users and groups over SCIM, and ask the operators of the service to replay the stream from now';

/** The reason shown in the log of deliveries for a token whose error code is not standard. */
const UNKNOWN = 'it cannot use the token, and gives a code that is not standard; its log may say why';

function isPolled(name: string) {
  return (stream: { readonly name: string; readonly delivery: string }): stream is PollStream =>
    stream.name === name && stream.delivery === 'poll';
}

/**
 * Checks that a token may poll a stream.
 *
 * @throws {ScimError} when there is no such stream, or when the token does not belong to the reader of the stream.
 */
function streamFor(req: Request, stream: PollStream | undefined): PollStream {
  const { tokenId, scope } = principalOf(req);
  if (!stream) {
    const name = sent(String(req.params['stream']));
    throw new ScimError(
      404,
      `no stream '${name}' of this tenant is polled; use the name of one whose delivery is poll`,
    );
  }
  const { name, reader } = stream;
  // Token ids end with a number: `product-2` belongs to the reader `product`.
  const isReader = scope === 'read' && /^(.+)-\d+$/.exec(tokenId)?.[1] === reader;
  if (!isReader)
    throw new ScimError(403, `stream '${name}' is polled by the reader '${reader}'; use one of its tokens`);
  return stream;
}

/**
 * Returns an error code (RFC 8935 §2.4) for the log, or `unknown` if the string is anything else, because the log must
 * not contain other text from a receiver.
 */
function codeOf(err: string): string {
  return /^\w{1,40}$/.test(err) ? err : 'unknown';
}
