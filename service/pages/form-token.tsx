import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import type { Request } from 'express';
import type { VNode } from 'preact';

import { Problem } from '../admin/problem';

const FIELD = 'form_token';

/**
 * A hidden field for every form. It contains a value that other sites do not know, so they cannot submit the form on the
 * person's behalf.
 *
 * @param token the token of the session.
 */
export function FormToken({ token }: { readonly token: string }): VNode {
  return <input type="hidden" name={FIELD} value={formValueOf(token)} />;
}

/**
 * A value that proves knowledge of a session's token. It is different each time, so that nobody can guess it bit by bit
 * from the lengths of compressed pages (BREACH).
 */
export function formValueOf(token: string, salt = randomBytes(12).toString('base64url')): string {
  return `${salt}.${createHmac('sha256', token).update(salt).digest('base64url')}`;
}

function isFormValueOf(token: string, sent: unknown): boolean {
  const [salt = ''] = String(sent).split('.');
  const [given, expected] = [Buffer.from(String(sent)), Buffer.from(formValueOf(token, salt))];
  return given.length === expected.length && timingSafeEqual(given, expected);
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
  if (isFromOwnPage(req, origin) && isFormValueOf(token, sent)) return;
  throw new Problem(
    403,
    'this form was not sent from a page of this site; open the page again, and send it from there',
  );
}

/** Whether a form was submitted from a page of this service. Used for forms without a session. */
export function isFromOwnPage(req: Request, origin: string): boolean {
  return req.get('Origin') === origin && (req.get('Sec-Fetch-Site') ?? 'same-origin') === 'same-origin';
}
