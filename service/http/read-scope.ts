import type { Request } from 'express';

import type { Tenant } from '../directory/tenant';
import type { Scope } from '../directory/token';
import { ScimError } from '../scim/error';

/**
 * The POST requests that do not change users or groups: searches whose parameters are in the body (RFC 7644 §3.4.3),
 * and polls for security event tokens (RFC 8936).
 */
const READING_POSTS = /^\/(((Users|Groups)\/)?\.search|SecurityEvents\/[^/]+)\/?$/i;

/**
 * Checks that a token with the scope `read` is used only to read.
 *
 * @param req a request whose path is relative to the SCIM base URL.
 * @throws {ScimError} 403 when the request could change something.
 */
export function requireScope(req: Request, scope: Scope, { slug }: Tenant): void {
  if (scope !== 'read' || isReading(req)) return;
  const allowed = 'GET, and POST to /.search, /Users/.search, /Groups/.search and /SecurityEvents';
  throw new ScimError(403, `the token may only read '${slug}' (${allowed}); changes come from Entra`);
}

/** OPTIONS counts as reading, because its answer only lists the methods of a path. */
function isReading({ method, path }: Request): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) || (method === 'POST' && READING_POSTS.test(path));
}
