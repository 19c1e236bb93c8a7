import { EncryptJWT, errors, jwtDecrypt } from 'jose';

/** The session of a person who is signed in, as stored in the cookie. */
export interface Session<Person> {
  readonly person: Person;

  /**
   * A random string. Each form of this session contains a value that is derived from it. Other sites do not know the
   * string, so they cannot submit such a form.
   */
  readonly formToken: string;

  readonly expiresAt: Date;
}

/**
 * Encrypts sessions into cookies, and decrypts them. The service itself stores no sessions, so every replica accepts
 * every session.
 */
export interface SessionSeal<Person> {
  /** @returns the value of the cookie. */
  readonly seal: (session: Session<Person>) => Promise<string>;

  /** Decrypts a cookie. Undefined for a cookie that is expired or forged, or that has another audience. */
  readonly open: (cookie: string) => Promise<Session<Person> | undefined>;
}

/**
 * Keeps sessions in encrypted cookies (JWE, `dir` with A256GCM), so that a cookie reveals nothing.
 *
 * @param key 32 random bytes, the same on all replicas.
 * @param audience the website for which the sessions are valid, so that the console does not accept the portal's
 * cookies.
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
          person: payload['person'] as Person, // trusted, because only the replicas have the key
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
