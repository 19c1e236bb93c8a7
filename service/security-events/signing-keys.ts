import { createECDH, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';

import { calculateJwkThumbprint, type JWK } from 'jose';

/** A key that signs security event tokens, by ES256. */
export interface SigningKey {
  /** Names the key in tokens and in the key set: its thumbprint (RFC 7638). */
  readonly kid: string;
  readonly privateKey: KeyObject;

  /** The key as receivers read it: without its private part. */
  readonly publicJwk: JWK;
}

/** The keys with which receivers verify tokens (RFC 7517 §5). */
export interface KeySet {
  readonly keys: readonly JWK[];
}

/** Reads the secret texts from which the keys are derived, in their order. At least one. */
export type ReadSecrets = () => Promise<readonly string[]>;

/**
 * The keys of this service. The first one signs, and receivers see all of them: a key can be shown before it signs, and
 * for as long as tokens are under way that it has signed.
 */
export class SigningKeys {
  readonly #readSecrets: ReadSecrets;
  readonly #derived = new Map<string, Promise<SigningKey>>();

  /** @param readSecrets is called on each use, so that a rotation needs no restart. */
  constructor(readSecrets: ReadSecrets) {
    this.#readSecrets = readSecrets;
  }

  /** The key that signs now. */
  async current(): Promise<SigningKey> {
    const [first] = await this.#keys();
    if (!first) throw new Error('there is no secret to derive a signing key from; name one in signing');
    return first;
  }

  /** All keys, as receivers may see them. */
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

/** Separates these keys from anything else that is ever derived from the same text. */
const PURPOSE = 'security event tokens of entra-scim: ES256';

/** Order of the curve P-256 (SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** 64 bits more than the order has, and some: the remainder is as good as evenly spread. */
const RANDOM_BYTES = 48;

/**
 * The ES256 key of a random text: always the same one, so that a text in a vault is all that has to be kept.
 *
 * The private key is made by the method of extra random bits (FIPS 186-5 A.2.1), whose bits come from HKDF-SHA256.
 *
 * @param secret at least 32 random bytes, in any spelling.
 */
export async function deriveSigningKey(secret: string): Promise<SigningKey> {
  const random = Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, RANDOM_BYTES));
  const number = (BigInt(`0x${random.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  const point = curve.getPublicKey(); // a byte for "not compressed", then x and y
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
