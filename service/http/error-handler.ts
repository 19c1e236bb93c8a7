import type { ErrorRequestHandler, Request } from 'express';
import type { Logger } from 'pino';

import { ClientGone, DeadlineOver } from '../directory/budget';
import type { LimitMet, OnLimit } from '../directory/limit';
import { SearchTooCostly, StoreUnavailable } from '../directory/store';
import { ShareExceeded, type SharedLimit } from '../directory/turns';
import { ScimError } from '../scim/error';
import { sent } from '../scim/sent-value';

import { contextOf } from './request-context';
import { RateExceeded } from './request-rates';
import { answer } from './scim-answer';

/** Value of Retry-After, in seconds, when the database is unavailable. */
const RETRY_AFTER_SECONDS = 30;

/**
 * Value of Retry-After, in seconds, when a tenant already uses its whole share of connections or memory. After this
 * time, much of the tenant's work is done.
 */
const SHARE_RETRY_AFTER_SECONDS = 10;

/**
 * Status that proxies log for a client that disconnected. It appears only in logs, because no client is left to see it.
 */
const CLIENT_CLOSED_REQUEST = 499;

const SEARCH_REMEDY = 'search by userName, externalId, emails.value, displayName, id or meta.lastModified';

/** For each limit that makes requests wait, says what takes up the places and what the client can do. */
const SHARED: Readonly<Record<SharedLimit, { readonly what: string; readonly remedy: string }>> = {
  room: { what: 'large bodies or answers', remedy: 'send less at a time, or request less' },
  searches: { what: 'searches that no index answers', remedy: SEARCH_REMEDY },
  share: { what: 'requests', remedy: 'send fewer at the same time' },
};

/** Converts a thrown value into the error that the client sees. */
export type Explain = (error: unknown, req: Request) => ScimError;

/**
 * Converts failures into errors for clients, and logs the failures that no client caused. For a logged failure, the
 * client's error contains the request id, by which the details can be found in the log.
 */
export function explainTo(log: Logger, onLimit: OnLimit): Explain {
  return (error, req) => {
    const { requestId, principal } = contextOf(req);
    const failure = toScimError(error, requestId);
    const met = limitMetBy(error);
    if (met) onLimit({ tenant: principal?.tenant?.slug, ...met });
    else if (failure.status >= 500 && failure !== error) log.error({ err: error, requestId }, 'request failed');
    return failure;
  };
}

/** Answers every failure with a SCIM error (RFC 7644 §3.12). */
export function errorHandler(explain: Explain): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const failure = explain(error, req);
    contextOf(req).refusal = failure;
    const retryAfterSeconds = retryAfter(error);
    if (retryAfterSeconds !== undefined) res.setHeader('Retry-After', retryAfterSeconds);
    answer(res, failure.status, failure.toJSON());
  };
}

/** The error that a client sees. The reason for a server error appears only in the log. */
function toScimError(error: unknown, requestId: string): ScimError {
  if (error instanceof ScimError) return error;
  if (error instanceof SearchTooCostly) {
    return ScimError.badRequest('tooMany', `the filter reads more than one request is allowed to; ${SEARCH_REMEDY}`);
  }
  if (error instanceof RateExceeded) return new ScimError(429, error.message);
  if (error instanceof ShareExceeded) return new ScimError(429, shareDetail(error));
  if (error instanceof DeadlineOver) {
    const remedy = 'send fewer operations at a time, request less, or search by an indexed attribute';
    return new ScimError(503, `the request took more than ${error.seconds} seconds and was cancelled; ${remedy}`);
  }
  if (error instanceof ClientGone) return new ScimError(CLIENT_CLOSED_REQUEST, error.message);
  if (error instanceof StoreUnavailable) {
    return new ScimError(503, `the database does not answer; try again later (request ${requestId})`);
  }
  return (
    fromExpress(error) ?? new ScimError(500, `the service failed; its log gives the reason under request ${requestId}`)
  );
}

/** The limit that made a request fail. Undefined when the request failed for another reason. */
function limitMetBy(error: unknown): Omit<LimitMet, 'tenant'> | undefined {
  if (error instanceof RateExceeded) return { limit: 'rate', outcome: 'refused' };
  if (error instanceof ShareExceeded) return { limit: error.limit, outcome: 'refused' };
  if (error instanceof DeadlineOver || error instanceof SearchTooCostly)
    return { limit: 'deadline', outcome: 'cancelled' };
  return undefined;
}

function retryAfter(error: unknown): number | undefined {
  if (error instanceof RateExceeded) return error.nextInSeconds;
  if (error instanceof ShareExceeded) return SHARE_RETRY_AFTER_SECONDS;
  return error instanceof StoreUnavailable || error instanceof DeadlineOver ? RETRY_AFTER_SECONDS : undefined;
}

function shareDetail({ limit, waitedSeconds, isOwn }: ShareExceeded): string {
  const state =
    waitedSeconds === 0
      ? 'and the queue is full'
      : `so many that this one waited ${waitedSeconds} seconds for its turn`;
  const { what, remedy } = SHARED[limit];
  return isOwn
    ? `this tenant has ${what} under way, ${state}; ${remedy}, and try again later`
    : `all tenants together have ${what} under way, ${state}; try again later`;
}

/**
 * Converts errors of Express and of its body parser. Both set `status` on an error that the client caused. The body
 * parser also sets `type`.
 */
function fromExpress(error: unknown): ScimError | undefined {
  const { status, type, limit } = error as { status?: unknown; type?: unknown; limit?: unknown };
  switch (type) {
    case 'entity.parse.failed':
      return ScimError.badRequest('invalidSyntax', notJson(error as Error));
    case 'entity.too.large':
      return new ScimError(413, `the body must have at most ${String(limit)} bytes`);
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new ScimError(415, 'the body must be UTF-8 and may be compressed by gzip, deflate or br');
  }
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return new ScimError(
    status,
    status === 400 ? 'the request cannot be read: check its URL and body' : sent((error as Error).message),
  );
}

/** Describes what is wrong with the JSON. Unlike the parser's own message, the description does not quote the body. */
function notJson({ message }: Error): string {
  const [, token, position] = /^Unexpected token (\S+?),? |at position (\d+)/.exec(message) ?? [];
  if (token !== undefined) return `the body is not JSON: unexpected ${sent(token)}`;
  return `the body is not JSON: it ${position === undefined ? 'ends too early' : `breaks at position ${position}`}`;
}
