import { CompactSign } from 'jose';

import type { Claims } from './set-of-event';
import type { SigningKeys } from './signing-keys';

/**
 * Media type of security event tokens (RFC 8417 §7.2). The prefix `application/` is omitted, as in the header of a
 * token (RFC 8417 §2.3).
 */
export const SET_TYPE = 'secevent+jwt';

/**
 * Signs a security event token.
 *
 * The token has no `exp`, because a past event stays true. It has no `sub`, so that nobody can mistake it for an access
 * token (RFC 8417 §4.5 and §4.6).
 */
export async function signSet(claims: Claims, keys: SigningKeys, now: Date): Promise<string> {
  const { kid, privateKey } = await keys.current();
  const payload = JSON.stringify({ ...claims, iat: Math.floor(now.getTime() / 1e3) });
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'ES256', kid, typ: SET_TYPE })
    .sign(privateKey);
}
