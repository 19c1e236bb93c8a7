import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

import { StepError } from './step';

/**
 * First bytes of a sealed file. They identify its layout: salt (16 bytes), nonce (12 bytes), tag (16 bytes), content.
 */
const MAGIC = Buffer.from('entra-scim sealed plan 1\n');
const [SALT, NONCE, TAG] = [16, 12, 16];

/**
 * Minimum length of a key, in characters. Many people may read a sealed plan, and they have unlimited time to guess the
 * key.
 */
const KEY_MIN = 32;

/**
 * Encrypts a plan with AES-256-GCM, so that it can be sent or stored outside the runner.
 *
 * @param stack name of the plan's stack. The sealed plan cannot be used for another stack.
 * @param key at least 32 characters, for example from `openssl rand -base64 32`.
 */
export function seal(plan: Buffer, stack: string, key: string): Buffer {
  const [salt, nonce] = [randomBytes(SALT), randomBytes(NONCE)];
  const cipher = createCipheriv('aes-256-gcm', cipherKey(key, salt), nonce).setAAD(Buffer.from(stack));
  const sealed = Buffer.concat([cipher.update(plan), cipher.final()]);
  return Buffer.concat([MAGIC, salt, nonce, cipher.getAuthTag(), sealed]);
}

/** Decrypts a sealed plan. @throws {StepError} if the key is wrong, or the file was not sealed for this stack. */
export function unseal(file: Buffer, stack: string, key: string): Buffer {
  let at = 0;
  const take = (length?: number) => file.subarray(at, length === undefined ? undefined : (at += length));
  if (!take(MAGIC.length).equals(MAGIC))
    throw new StepError(`the sealed plan of ${stack} is not a sealed plan; plan again`);
  const [salt, nonce, tag] = [take(SALT), take(NONCE), take(TAG)];
  try {
    const decipher = createDecipheriv('aes-256-gcm', cipherKey(key, salt), nonce, { authTagLength: TAG });
    decipher.setAAD(Buffer.from(stack)).setAuthTag(tag);
    return Buffer.concat([decipher.update(take()), decipher.final()]);
  } catch (error) {
    if (error instanceof StepError) throw error;
    throw new StepError(`the sealed plan of ${stack} cannot be opened: PLAN_KEY is wrong, or the file was changed`);
  }
}

function cipherKey(key: string, salt: Buffer): Buffer {
  if (key.length < KEY_MIN) {
    throw new StepError(`PLAN_KEY must have at least ${KEY_MIN} characters; create one with 'openssl rand -base64 32'`);
  }
  return scryptSync(key, salt, 32);
}
