import { EncryptJWT, errors, jwtDecrypt } from 'jose';

/** Somebody who is signed in, as the cookie says. */
export interface Session<Person> {
  readonly person: Person;

  /** A random string that forms of this session send along, so that no other site can send them. */
  readonly formToken: string;

  readonly expiresAt: Date;
}

/** Seals sessions into cookies, and opens them. The service keeps no session itself, so that each replica knows all. */
export interface SessionSeal<Person> {
  /** @returns the value of the cookie. */
  readonly seal: (session: Session<Person>) => Promise<string>;

  /** Undefined for a cookie that is expired, forged, or of another kind. */
  readonly open: (cookie: string) => Promise<Session<Person> | undefined>;
}

/**
 * Sessions in cookies that are encrypted (JWE, `dir` with A256GCM), so that a reader of the cookie learns nothing from it.
 *
 * @param key 32 random bytes, the same on all replicas.
 * @param audience what the sessions are for, so that a cookie of the portal opens no console.
 */
export function sessionSeal<Person>(key: Uint8Array, audience: string, now: () => Date): SessionSeal<Person> {
  return {
    seal: ({ person, formToken, expiresAt }) =>
      new EncryptJWT({ person, formToken })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(audience)
        .setExpirationTime(expiresAt)
        .encrypt(key),

    open: async (cookie) => {
      try {
        const { payload } = await jwtDecrypt(cookie, key, {
          audience,
          currentDate: now(),
          requiredClaims: ['exp'],
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return {
          person: payload['person'] as Person, // only this process and its replicas seal
          formToken: String(payload['formToken']),
          expiresAt: new Date(Number(payload.exp) * 1e3),
        };
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
