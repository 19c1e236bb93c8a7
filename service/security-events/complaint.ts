import type { Parties } from './set-of-event';

/**
 * Explains an error code that a receiver sent (RFC 8935 §2.4), and says what to do. Omits everything else from the
 * receiver, such as its own description of the error, which may name people.
 *
 * @returns undefined for an unknown code.
 */
export function complaintOf(
  code: unknown,
  { issuer, audience }: Pick<Parties, 'audience' | 'issuer'>,
): string | undefined {
  switch (code) {
    case 'invalid_request':
      return 'it finds the token malformed (invalid_request); its log may say why';
    case 'invalid_key':
      return `it does not know the key (invalid_key); let it read ${issuer}/.well-known/jwks.json again`;
    case 'invalid_issuer':
      return `it does not accept the issuer (invalid_issuer); name ${issuer} there`;
    case 'invalid_audience':
      return `it has another name (invalid_audience); the stream's audience is ${audience}`;
    case 'authentication_failed':
      return 'it does not accept the authorization (authentication_failed); put a valid one into the secret of the stream';
    case 'access_denied':
      return 'it does not let the service send tokens (access_denied); allow that there';
    default:
      return undefined;
  }
}
