import { createECDH, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';

import { calculateJwkThumbprint, type JWK } from 'jose';

/** A key that signs security event tokens with ES256. */
export interface SigningKey {
  /** Id of the key, which is its thumbprint (RFC 7638). Tokens and the published key set contain it. */
  readonly kid: string;
  readonly privateKey: KeyObject;

  /** The public part of the key, as it is published. */
  readonly publicJwk: JWK;
}

/** The keys with which receivers verify tokens (RFC 7517 §5). */
export interface KeySet {
  readonly keys: readonly JWK[];
}

/** Reads the secrets from which the keys are derived, in the order of the keys. There is at least one secret. */
export type ReadSecrets = () => Promise<readonly string[]>;

/**
 * The keys of this service. The first key signs, and all keys are published. So a new key can be published before it
 * signs, and an old key can stay published until all tokens that it signed have arrived.
 */
export class SigningKeys {
  readonly #readSecrets: ReadSecrets;
  readonly #derived = new Map<string, Promise<SigningKey>>();

  /** @param readSecrets is called for each use of a key, so that a rotation needs no restart. */
  constructor(readSecrets: ReadSecrets) {
    this.#readSecrets = readSecrets;
  }

  /** Returns the key that currently signs. */
  async current(): Promise<SigningKey> {
    const [first] = await this.#keys();
    if (!first) throw new Error('there is no secret to derive a signing key from; name one in signing');
    return first;
  }

  /** The public parts of all keys. */
  async keySet(): Promise<KeySet> {
    const keys = await this.#keys();
    return { keys: keys.map(({ publicJwk }) => publicJwk) };
  }

  async #keys(): Promise<readonly SigningKey[]> {
    const secrets = await this.#readSecrets();
    for (const secret of this.#derived.keys()) if (!secrets.includes(secret)) this.#derived.delete(secret);
    return Promise.all(secrets.map((secret) => this.#keyOf(secret)));
  }

  #keyOf(secret: string): Promise<SigningKey> {
    const key = this.#derived.get(secret) ?? deriveSigningKey(secret);
    this.#derived.set(secret, key);
    return key;
  }
}

/** Context for HKDF. It keeps these keys different from any other keys that are derived from the same secret. */
const PURPOSE = 'security event tokens of entra-scim: ES256';

/** Order of the curve P-256 (SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * Number of random bytes from which a private key is computed. Together, they are at least 64 bits longer than the
 * order, so that the remainder after division is almost evenly distributed.
 */
const RANDOM_BYTES = 48;

/**
 * Derives an ES256 key from a secret. The same secret always gives the same key, so a vault has to store only the
 * secret.
 *
 * The private key is generated with the method of extra random bits (FIPS 186-5 A.2.1) from the output of HKDF-SHA256.
 *
 * @param secret at least 32 random bytes, in any encoding.
 */
export async function deriveSigningKey(secret: string): Promise<SigningKey> {
  const random = Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, RANDOM_BYTES));
  const number = (BigInt(`0x${random.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  const point = curve.getPublicKey(); // the byte for "uncompressed", then x and y
  const coordinates = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const kid = await calculateJwkThumbprint(coordinates);
  return {
    kid,
    privateKey: createPrivateKey({ key: { ...coordinates, d: d.toString('base64url') }, format: 'jwk' }),
    publicJwk: { ...coordinates, kid, use: 'sig', alg: 'ES256' },
  };
}
