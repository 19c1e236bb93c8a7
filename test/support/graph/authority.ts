import { Router } from 'express';

import type { AccessTokens } from '../access-tokens';

/** The only client secret that the stand-in accepts. It also accepts any assertion that is a JWT. */
export const CLIENT_SECRET = 'a-client-secret';

export interface AuthorityProps {
  /** The authority's own origin. */
  readonly url: string;

  /** Ids of the directories (tenants) that tokens are issued for. */
  readonly directoryIds: readonly string[];

  /** Origins of the APIs that tokens are issued for. */
  readonly audiences: readonly string[];
  readonly tokens: AccessTokens;
}

/** The token endpoints of these directories. */
export function authority({ url, directoryIds, audiences, tokens }: AuthorityProps): Router {
  const router = Router();

  router.get('/:tenant/v2.0/.well-known/openid-configuration', (req, res) => {
    const directory = `${url}/${req.params.tenant}`;
    res.json({
      issuer: `${directory}/v2.0`,
      authorization_endpoint: `${directory}/oauth2/v2.0/authorize`,
      token_endpoint: `${directory}/oauth2/v2.0/token`,
      jwks_uri: `${directory}/discovery/v2.0/keys`,
    });
  });

  router.post('/:tenant/oauth2/v2.0/token', (req, res) => {
    const {
      client_id: clientId,
      client_secret: secret,
      client_assertion: assertion,
      scope = '',
    } = req.body as Record<string, string>;
    const { tenant: directoryId } = req.params;
    const refuse = (status: number, error: string, description: string) => {
      res.status(status).json({ error, error_description: `${description}\r\nTrace ID: 1\r\nCorrelation ID: 2` });
    };
    const isJwt = assertion !== undefined && assertion.split('.').length === 3;
    if (!directoryIds.includes(directoryId) || !(secret === CLIENT_SECRET || isJwt)) {
      refuse(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
      return;
    }
    // If the origin ends with a slash, a provider sends a scope with two slashes.
    const wanted = /^(\S+?)\/+\.default$/.exec(scope)?.[1] ?? scope;
    const audience = audiences.find((known) => known === wanted);
    if (audience === undefined) {
      const what = `The resource principal named ${wanted} was not found in the tenant named ${directoryId}.`;
      refuse(400, 'invalid_resource', `AADSTS500011: ${what}`);
      return;
    }
    const token = tokens.issue({ audience, directoryId }, clientId);
    res.json({ token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token: token });
  });

  return router;
}
