import type { Request } from 'express';
import type { VNode } from 'preact';

import { Problem } from '../admin/problem';

const FIELD = 'form_token';

/**
 * A hidden field for every form. It contains a token that other sites do not know, so they cannot submit the form on
 * the person's behalf.
 */
export function FormToken({ token }: { readonly token: string }): VNode {
  return <input type="hidden" name={FIELD} value={token} />;
}

/**
 * Refuses a form that was not submitted from a page of this service in the same session. Checks both the origin, which
 * browsers send with each POST, and the token of the session (OWASP, Cross-Site Request Forgery Prevention).
 *
 * @param origin origin of this service, for example `https://scim.example.com`.
 * @throws {Problem} 403.
 */
export function requireOwnForm(req: Request, origin: string, token: string): void {
  const { [FIELD]: sent } = req.body as Record<string, unknown>;
  if (isFromOwnPage(req, origin) && sent === token) return;
  throw new Problem(
    403,
    'this form was not sent from a page of this site; open the page again, and send it from there',
  );
}

/** Whether a form was submitted from a page of this service. Used for forms without a session. */
export function isFromOwnPage(req: Request, origin: string): boolean {
  return req.get('Origin') === origin && (req.get('Sec-Fetch-Site') ?? 'same-origin') === 'same-origin';
}
