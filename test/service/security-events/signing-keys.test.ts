import { createHash, randomBytes } from 'node:crypto';

import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';

import { deriveSigningKey, type SigningKey, SigningKeys } from '../../../service/security-events/signing-keys';

const newSecret = () => randomBytes(32).toString('base64url');

function sign({ kid, privateKey }: SigningKey): Promise<string> {
  return new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
}

describe('a signing key', () => {
  test('is the same whenever it is derived, also in another process and by another version', async () => {
    const { kid, publicJwk } = await deriveSigningKey('a text of the vault that has at least thirty-two bytes');

    expect(kid).toBe('wZOpNfPQ1l4DeK04o7Zpm2u-uKJ_b4IUcu3Xnp61Bsc');
    expect(publicJwk).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: 'd6z3EOHn5BX_lAsFSlOpeyOa81LovhNGUFMuqZs41Z4',
      y: 'ZG0AkLZEYj0zJDgVGXw3ypPdnTfBCU2wfU_8prMJqqo',
      kid,
      use: 'sig',
      alg: 'ES256',
    });
  });

  test('is named by the thumbprint that receivers compute of its public part', async () => {
    const { kid, publicJwk } = await deriveSigningKey(newSecret());

    const { crv, kty, x, y } = publicJwk;
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
    expect(kid).toBe(thumbprint);
  });

  test('differs where one letter of the text does', async () => {
    const secret = newSecret();

    expect((await deriveSigningKey(`${secret}a`)).kid).not.toBe((await deriveSigningKey(`${secret}b`)).kid);
  });

  test('shows receivers nothing of its private part', async () => {
    const { privateKey, publicJwk } = await deriveSigningKey(newSecret());

    expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(JSON.stringify(publicJwk)).not.toContain(privateKey.export({ format: 'jwk' }).d);
  });
});

describe('signing keys', () => {
  test('sign with the first, and are verified with the key set, by any of them', async () => {
    const secrets = [newSecret(), newSecret()];
    const keys = new SigningKeys(() => Promise.resolve(secrets));
    const keySet = createLocalJWKSet({ keys: [...(await keys.keySet()).keys] });

    const [first, second] = await Promise.all(secrets.map(deriveSigningKey));

    expect((await keys.current()).kid).toBe(first?.kid);
    for (const key of [first, second]) {
      await expect(jwtVerify(await sign(key as SigningKey), keySet)).resolves.toBeDefined();
    }
  });

  test('are rotated without a restart: what was shown before signs, and what has signed is still shown', async () => {
    const [old, next] = [newSecret(), newSecret()];
    let secrets = [old, next];
    const keys = new SigningKeys(() => Promise.resolve(secrets));
    const seenBefore = createLocalJWKSet({ keys: [...(await keys.keySet()).keys] });
    const underWay = await sign(await keys.current());

    secrets = [next, old];

    const signed = await sign(await keys.current());
    await expect(jwtVerify(signed, seenBefore)).resolves.toBeDefined();
    const seenAfter = createLocalJWKSet({ keys: [...(await keys.keySet()).keys] });
    await expect(jwtVerify(underWay, seenAfter)).resolves.toBeDefined();
    expect((await keys.current()).kid).toBe((await deriveSigningKey(next)).kid);
  });

  test('fail to verify what a key signs whose secret is named no more', async () => {
    const [old, next] = [newSecret(), newSecret()];
    let secrets = [next, old];
    const keys = new SigningKeys(() => Promise.resolve(secrets));
    await keys.keySet(); // with the old key

    secrets = [next];

    const keySet = createLocalJWKSet({ keys: [...(await keys.keySet()).keys] });
    await expect(jwtVerify(await sign(await keys.current()), keySet)).resolves.toBeDefined();
    await expect(jwtVerify(await sign(await deriveSigningKey(old)), keySet)).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    });
  });

  test('fail to verify what another service has signed', async () => {
    const keys = new SigningKeys(() => Promise.resolve([newSecret()]));
    const keySet = createLocalJWKSet({ keys: [...(await keys.keySet()).keys] });

    const foreign = await sign(await deriveSigningKey(newSecret()));

    await expect(jwtVerify(foreign, keySet)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  test('fail where no secret is named', async () => {
    await expect(new SigningKeys(() => Promise.resolve([])).current()).rejects.toThrow('name one in signing');
  });
});
