import { hkdfSync } from 'node:crypto';

/** Derives the session encryption key from a secret of at least 32 random bytes (HKDF-SHA256, RFC 5869). */
export function sessionKeyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'session of the console or the portal', 32));
}
