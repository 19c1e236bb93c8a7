import type { RequestHandler } from 'express';

import { ScimError } from '../scim/error';
import { sent } from '../scim/sent-value';

const METHODS: readonly (readonly [pattern: RegExp, methods: readonly string[]])[] = [
  [/^\/((Users|Groups)\/)?\.search$/i, ['POST']],
  [/^$/, ['GET']],
  [/^\/Bulk$/i, ['POST']],
  [/^\/events$/i, ['GET']],
  [/^\/SecurityEvents\/[^/]+$/i, ['POST']],
  [/^\/(Users|Groups)$/i, ['GET', 'POST']],
  [/^\/(Users|Groups)\/[^/]+$/i, ['GET', 'PUT', 'PATCH', 'DELETE']],
  [/^\/(ServiceProviderConfig|(ResourceTypes|Schemas)(\/[^/]+)?)$/i, ['GET']],
];

/** Answers requests that no route has handled: the path is unknown, or does not support the method. */
export const unknownRoutes: RequestHandler = (req, res) => {
  const path = req.path.replace(/\/$/, '');
  if (/^\/Me(\/|$)/i.test(path)) {
    throw new ScimError(501, 'the service does not know which user is signed in; use /Users');
  }
  const methods = METHODS.find(([pattern]) => pattern.test(path))?.[1];
  if (!methods) throw new ScimError(404, `there is nothing at ${sent(req.path)}; the endpoints are /Users and /Groups`);
  res.setHeader('Allow', methods.join(', '));
  throw new ScimError(405, `${req.method} does not apply to ${sent(req.path)}; use ${methods.join(', ')}`);
};

/**
 * Answers requests outside the SCIM base URLs. The usual cause is that the tenant URL in Entra lacks the path of the
 * SCIM endpoint.
 */
export function outsideOf(baseUrl: string): RequestHandler {
  return (req) => {
    throw new ScimError(
      404,
      `there is nothing at ${sent(req.path)}; the tenant URL of the application must be ${baseUrl}`,
    );
  };
}
