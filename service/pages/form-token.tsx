import type { Request } from 'express';
import type { VNode } from 'preact';

const FIELD = 'form_token';

/** Goes into each form: another site does not know the string, so it cannot send the form in the reader's name. */
export function FormToken({ token }: { readonly token: string }): VNode {
  return <input type="hidden" name={FIELD} value={token} />;
}

/**
 * Whether a form was sent from a page of this service, by the session that was given the page. Both are asked: the origin, which
 * a browser tells with each POST, and the token of the session (OWASP, Cross-Site Request Forgery Prevention).
 *
 * @param origin of this service, for example `https://scim.example.com`.
 */
export function isOwnForm(req: Request, origin: string, token: string): boolean {
  const { [FIELD]: sent } = req.body as Record<string, unknown>;
  return isFromOwnPage(req, origin) && sent === token;
}

/** Whether a form was sent from a page of this service, for forms that need no session. */
export function isFromOwnPage(req: Request, origin: string): boolean {
  return req.get('Origin') === origin && (req.get('Sec-Fetch-Site') ?? 'same-origin') === 'same-origin';
}
