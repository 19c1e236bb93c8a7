import { randomUUID } from 'node:crypto';

import type { Request, RequestHandler, Response } from 'express';

import type { Verdict } from '../directory/overview';
import type { Principal } from '../directory/principal';
import { isResourceId } from '../scim/resource-id';

import { type Refusal, refusalOf, type RefusedOperation } from './refusal';
import { openContext, type RequestContext } from './request-context';

/** The outcome of a request. Of its data, only the id in the path comes from the client. */
export interface Outcome {
  readonly requestId: string;

  /** The client that sent the request. Undefined when its token is not known. */
  readonly principal: Principal | undefined;

  /**
   * Method and path, with `{id}` in place of an id, for example `PATCH /Users/{id}`. For the admin API, the path is
   * always `/admin`. An unknown path becomes `other`.
   */
  readonly route: string;

  /**
   * Id of the user or group in the path. Undefined when the path contains no id, or contains a string that cannot be an
   * id.
   */
  readonly resourceId: string | undefined;

  /** Status of the answer. It is set even if the client disconnected before reading the answer. */
  readonly status: number;

  /** Whether the client disconnected, or lost its connection, before it received the whole answer. */
  readonly aborted: boolean;

  /** Time from the arrival of the request to the end of its answer, without the time spent waiting for events. */
  readonly seconds: number;

  /** Time that the request spent waiting for events, at its client's request. */
  readonly waitedSeconds: number;

  /** The reason why the request was refused or failed, as the client received it. Undefined for a status below 400. */
  readonly refusal: Refusal | undefined;

  /** Operations of a Bulk request that were refused or failed, although the request itself was answered with 200. */
  readonly refusedOperations: readonly RefusedOperation[];
}

/**
 * Whether a request was accepted or refused. Undefined when it failed because of an error in the service.
 *
 * Reading a resource that does not exist counts as accepted: if a client asks whether a user still exists, 404 is a
 * valid answer.
 */
export function verdictOf({ status, route }: Pick<Outcome, 'route' | 'status'>): Verdict | undefined {
  if (status >= 500) return undefined;
  const isMissing = status === 404 && route.startsWith('GET ') && route.endsWith('/{id}');
  return status < 400 || isMissing ? 'accepted' : 'refused';
}

/**
 * Called once for each request, at the end of its answer. Everything that counts or logs requests is called this way.
 */
export type OnOutcome = (outcome: Outcome) => void;

/** Gives every request an id, and reports its outcome. */
export function outcomes(onOutcome: OnOutcome): RequestHandler {
  return (req, res, next) => {
    const context = openContext(req, randomUUID());
    res.setHeader('X-Request-Id', context.requestId);
    const { method, url } = req; // read now, because routers change the URL
    const start = performance.now();
    res.once('close', () => {
      if (res.writableFinished) context.budget?.close();
      else context.budget?.clientGone();
      onOutcome(outcomeOf({ method, url }, res, context, (performance.now() - start) / 1e3));
    });
    next();
  };
}

function outcomeOf(
  { method, url }: Pick<Request, 'method' | 'url'>,
  res: Response,
  { requestId, principal, refusal, refusedOperations, waiting }: RequestContext,
  seconds: number,
): Outcome {
  const { path, id } = routeOf(url);
  const waitedSeconds = waiting.seconds;
  return {
    requestId,
    principal,
    route: `${method} ${path}`,
    resourceId: id !== undefined && isResourceId(id) ? id : undefined,
    status: res.statusCode,
    aborted: !res.writableFinished,
    seconds: seconds - waitedSeconds,
    waitedSeconds,
    refusal: refusal && refusalOf(refusal),
    refusedOperations,
  };
}

/** Last segment of the path of a search whose parameters are in the body (RFC 7644 §3.4.3). */
const SEARCH = '.search';

const ENDPOINTS = [
  'Users',
  'Groups',
  'ServiceProviderConfig',
  'ResourceTypes',
  'Schemas',
  'Bulk',
  'Me',
  'events',
  'SecurityEvents',
  SEARCH,
];

/**
 * Replaces the id of a resource in a path with `{id}`, so that requests can be counted by path. Returns the id
 * separately.
 */
function routeOf(url: string): { readonly path: string; readonly id?: string | undefined } {
  const [, resource, id] =
    /^(?:\/tenants\/[^/?]+)?\/scim\/v2\/(\w+|\.search)(?:\/([^/?]+))?\/?(?:\?|$)/i.exec(url) ?? [];
  const known = ENDPOINTS.find((name) => name.toLowerCase() === resource?.toLowerCase());
  if (!known) return { path: url.startsWith('/admin/') ? '/admin' : 'other' };
  if (id?.toLowerCase() === SEARCH) return { path: `/${known}/${SEARCH}` };
  return id === undefined ? { path: `/${known}` } : { path: `/${known}/{id}`, id };
}
