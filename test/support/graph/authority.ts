import { randomUUID } from 'node:crypto';

import { Router } from 'express';

/** What somebody signed in with, as the token request said it. */
export interface SignIn {
  readonly clientId: string;
  readonly scope: string;
  readonly clientSecret?: string;
  readonly assertion?: string;
}

/** Where tokens come from: takes one client secret, and any assertion that is a JWT. */
export const CLIENT_SECRET = 'a-client-secret';

/** The sign-in of a directory, and the metadata document by which providers find it. */
export function authority(directoryId: string, url: () => string, admit: (token: string) => void): Router {
  const router = Router();

  router.get('/metadata/endpoints', (_req, res) => {
    const { host, port } = new URL(url());
    res.json({
      name: 'StandIn',
      resourceManager: url(),
      microsoftGraphResourceId: `${url()}/`,
      authentication: { loginEndpoint: url(), audiences: [url()], tenant: 'common', identityProvider: 'AAD' },
      suffixes: { keyVaultDns: host, storage: `storage.localhost:${port}` },
    });
  });

  router.get('/:tenant/v2.0/.well-known/openid-configuration', (_req, res) => {
    res.json({
      issuer: `${url()}/${directoryId}/v2.0`,
      authorization_endpoint: `${url()}/${directoryId}/oauth2/v2.0/authorize`,
      token_endpoint: `${url()}/${directoryId}/oauth2/v2.0/token`,
      jwks_uri: `${url()}/${directoryId}/discovery/v2.0/keys`,
    });
  });

  router.post('/:tenant/oauth2/v2.0/token', (req, res) => {
    const {
      client_id: clientId,
      client_secret: secret,
      client_assertion: assertion,
    } = req.body as Record<string, string>;
    const isJwt = assertion !== undefined && assertion.split('.').length === 3;
    if (req.params.tenant !== directoryId || !(secret === CLIENT_SECRET || isJwt)) {
      const description = 'AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1\r\nCorrelation ID: 2';
      res.status(401).json({ error: 'invalid_client', error_description: description });
      return;
    }
    const claims = { aud: url(), tid: directoryId, oid: randomUUID(), appid: clientId, exp: nowSeconds() + 3600 };
    const token = ['{"alg":"none"}', JSON.stringify(claims), 'unsigned'].map(base64url).join('.');
    admit(token);
    res.json({ token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token: token });
  });

  return router;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
