import { randomBytes } from 'node:crypto';

import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';

import type { Claims } from '../../../service/security-events/set-of-event';
import { signSet } from '../../../service/security-events/sign-set';
import { SigningKeys } from '../../../service/security-events/signing-keys';

const SECRET = randomBytes(32).toString('base64url');
const keys = new SigningKeys(() => Promise.resolve([SECRET]));

const claims: Claims = {
  iss: 'https://scim.example.com',
  aud: 'https://siem.example.com',
  jti: 'jti-of-the-token',
  txn: 'request-1',
  toe: 1_796_000_000,
  tenant: 'contoso',
  sub_id: { format: 'scim', uri: '/Users/id-of-ann' },
  events: { 'urn:ietf:params:scim:event:prov:delete': {} },
};
const expected = { issuer: claims.iss, audience: claims.aud, typ: 'secevent+jwt', algorithms: ['ES256'] };

async function keySet() {
  return createLocalJWKSet({ keys: [...(await keys.keySet()).keys] });
}

describe('a signed token', () => {
  test('is accepted by a receiver that checks signature, type, issuer, audience and time', async () => {
    const now = new Date();

    const { payload, protectedHeader } = await jwtVerify(await signSet(claims, keys, now), await keySet(), {
      ...expected,
      requiredClaims: ['iat', 'jti', 'txn', 'sub_id', 'events'],
      maxTokenAge: '1 minute',
    });

    expect(payload).toEqual({ ...claims, iat: Math.floor(now.getTime() / 1e3) });
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'secevent+jwt', kid: (await keys.current()).kid });
  });

  test('says when it was signed, not when the change was made', async () => {
    const now = new Date('2026-12-01T08:00:00.900Z');

    const { iat, toe } = decodeJwt(await signSet(claims, keys, now));

    expect(iat).toBe(Date.UTC(2026, 11, 1, 8) / 1e3);
    expect(toe).toBe(claims.toe);
  });

  test('cannot pass for an access token: it has no subject, never expires, and says of what type it is', async () => {
    const token = await signSet(claims, keys, new Date());

    expect(decodeJwt(token)).not.toHaveProperty('sub');
    expect(decodeJwt(token)).not.toHaveProperty('exp');
    expect(decodeProtectedHeader(token).typ).toBe('secevent+jwt');
    await expect(jwtVerify(token, await keySet(), { typ: 'at+jwt' })).rejects.toThrow(errors.JWTClaimValidationFailed);
  });

  test('fails at a receiver with another name', async () => {
    const token = await signSet(claims, keys, new Date());

    const verified = jwtVerify(token, await keySet(), { ...expected, audience: 'https://other.example.com' });

    await expect(verified).rejects.toMatchObject({ code: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'aud' });
  });

  test('fails once a letter of it was changed', async () => {
    const [header = '', , signature = ''] = (await signSet(claims, keys, new Date())).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, tenant: 'fabrikam' })).toString('base64url');

    const verified = jwtVerify(`${header}.${forged}.${signature}`, await keySet(), expected);

    await expect(verified).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });
});
