import { CompactSign } from 'jose';

import type { Claims } from './set-of-event';
import type { SigningKeys } from './signing-keys';

/** Media type of security event tokens (RFC 8417 §7.2), which in their headers loses `application/` (RFC 8417 §2.3). */
export const SET_TYPE = 'secevent+jwt';

/**
 * A security event token, signed now.
 *
 * It has no `exp`: what has happened does not cease to be true. It has no `sub` either, so that nobody can take it for an
 * access token (RFC 8417 §4.5 and §4.6).
 */
export async function signSet(claims: Claims, keys: SigningKeys, now: Date): Promise<string> {
  const { kid, privateKey } = await keys.current();
  const payload = JSON.stringify({ ...claims, iat: Math.floor(now.getTime() / 1e3) });
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'ES256', kid, typ: SET_TYPE })
    .sign(privateKey);
}
