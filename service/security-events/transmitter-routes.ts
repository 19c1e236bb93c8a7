import { type Response, Router } from 'express';

import { answer } from '../http/scim-answer';
import type { JsonObject } from '../scim/json';

import type { SigningKeys } from './signing-keys';

const JWKS_PATH = '/.well-known/jwks.json';
const CONFIGURATION_PATH = '/.well-known/ssf-configuration';

/**
 * How long receivers may cache the keys, in seconds. A new key should be published for at least this long before it
 * signs, so that all receivers know it.
 */
const KEPT_SECONDS = 300;

/**
 * The documents that receivers of security event tokens read first: the keys, and the configuration, which contains the
 * URL of the keys (OpenID Shared Signals Framework 1.0 §7). They are the same for all tenants.
 *
 * @param publicUrl issuer of the tokens. If the URL has a path, the configuration is also available at a URL that ends
 * with this path, as the framework requires (§7.2.1).
 */
export function transmitterRoutes(publicUrl: string, keys: SigningKeys): Router {
  const configuration = {
    spec_version: '1_0',
    issuer: publicUrl,
    jwks_uri: `${publicUrl}${JWKS_PATH}`,
    delivery_methods_supported: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
    default_subjects: 'ALL', // a stream reports changes to all users and groups
  };
  const { pathname } = new URL(publicUrl);
  const router = Router({ caseSensitive: true });
  router.get([CONFIGURATION_PATH, `${CONFIGURATION_PATH}${escaped(pathname)}`], (_req, res) => {
    answerAnybody(res, configuration, 'application/json');
  });
  router.get(JWKS_PATH, async (_req, res) => {
    answerAnybody(res, { ...(await keys.keySet()) }, 'application/jwk-set+json');
  });
  return router;
}

function answerAnybody(res: Response, document: JsonObject, mediaType: string): void {
  res.setHeader('Cache-Control', `public, max-age=${KEPT_SECONDS}`);
  answer(res, 200, document, mediaType);
}

/** Escapes the characters that have a special meaning in an Express path. */
function escaped(path: string): string {
  return path.replace(/\/$/, '').replace(/[\\{}()[\]+?!:*]/g, '\\$&');
}
