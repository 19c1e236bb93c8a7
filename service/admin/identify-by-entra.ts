import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

import { ADMIN_ROLES, type AdminApplication, type AdminRole, type Identify } from './admin-principal';

/**
 * Accepts access tokens that Entra issued for the application, if they contain the role `auditor` or `operator`.
 *
 * Issuer, audience, time and signature are checked as Microsoft requires
 * (https://learn.microsoft.com/entra/identity-platform/claims-validation).
 *
 * @returns a function that throws when Entra's keys are not available.
 */
export function identifyByEntra({ clientId, directoryId, authority }: AdminApplication): Identify {
  const keys = createRemoteJWKSet(new URL(`${authority}/${directoryId}/discovery/v2.0/keys`));
  const expected = {
    issuer: [`${authority}/${directoryId}/v2.0`, `https://sts.windows.net/${directoryId}/`],
    audience: [clientId, `api://${clientId}`],
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'iat', 'oid'],
  };
  return async (presented) => {
    try {
      const { payload } = await jwtVerify(presented, keys, expected);
      const granted: unknown = payload['roles'];
      const roles = ADMIN_ROLES.filter((role: AdminRole) => Array.isArray(granted) && granted.includes(role));
      return { id: String(payload['oid']), roles };
    } catch (error) {
      if (error instanceof errors.JOSEError && !ABOUT_KEYS.includes(error.code)) return undefined;
      throw error;
    }
  };
}

/** Codes of errors that do not concern the token, but mean that Entra's keys were not available. */
const ABOUT_KEYS = ['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT'];
