import { randomUUID } from 'node:crypto';

import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

import { openContext } from './request-context';

/** Called for each request that was answered. */
export type Observe = (request: { tenant: string | undefined; route: string; status: number; seconds: number }) => void;

const ENDPOINTS = ['Users', 'Groups', 'ServiceProviderConfig', 'ResourceTypes', 'Schemas', 'Bulk', 'Me'];

/** Gives every request an id and writes one line about it, without bodies and filters, which name people. */
export function requestLog(log: Logger, observe: Observe): RequestHandler {
  return (req, res, next) => {
    const context = openContext(req, randomUUID());
    res.setHeader('X-Request-Id', context.requestId);
    const route = `${req.method} ${routeOf(req.url)}`;
    const start = performance.now();
    res.once('close', () => {
      const seconds = (performance.now() - start) / 1e3;
      const tenant = context.token?.tenant.slug;
      const { statusCode: status } = res;
      if (res.writableFinished) context.budget?.close();
      else context.budget?.clientGone();
      observe({ tenant, route, status, seconds });
      log.info(
        {
          requestId: context.requestId,
          tenant,
          token: context.token?.id,
          route,
          status: res.writableFinished ? status : 'aborted',
          ms: Math.round(seconds * 1e5) / 100,
        },
        'request',
      );
    });
    next();
  };
}

/** The path with `{id}` in place of a resource's id, so that requests can be counted by route. */
function routeOf(url: string): string {
  const [, resource, id] = /^\/scim\/v2\/(\w+)(\/[^/?]+)?\/?(?:\?|$)/i.exec(url) ?? [];
  const known = ENDPOINTS.find((name) => name.toLowerCase() === resource?.toLowerCase());
  if (!known) return 'other';
  return id === undefined ? `/${known}` : `/${known}/{id}`;
}
