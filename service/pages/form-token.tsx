import type { Request } from 'express';
import type { VNode } from 'preact';

const FIELD = 'form_token';

/**
 * A hidden field for every form. Another site does not know the token, so it cannot send the form in the person's name.
 */
export function FormToken({ token }: { readonly token: string }): VNode {
  return <input type="hidden" name={FIELD} value={token} />;
}

/**
 * Whether a form was sent from a page of this service that belongs to the same session. Checks both the origin, which
 * browsers send with each POST, and the token of the session (OWASP, Cross-Site Request Forgery Prevention).
 *
 * @param origin origin of this service, for example `https://scim.example.com`.
 */
export function isOwnForm(req: Request, origin: string, token: string): boolean {
  const { [FIELD]: sent } = req.body as Record<string, unknown>;
  return isFromOwnPage(req, origin) && sent === token;
}

/** Whether a form was sent from a page of this service. For forms that are used without a session. */
export function isFromOwnPage(req: Request, origin: string): boolean {
  return req.get('Origin') === origin && (req.get('Sec-Fetch-Site') ?? 'same-origin') === 'same-origin';
}
