import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';

import express from 'express';
import { exportJWK, SignJWT } from 'jose';

import { listen } from '../../service/http/listen';

/** A directory of Entra that people sign in to, as far as OpenID Connect asks for one. */
export interface OpenIdProvider extends AsyncDisposable {
  /** For example `http://127.0.0.1:1234`, in place of `https://login.microsoftonline.com`. */
  readonly authority: string;

  /** Whoever signs in next, with the roles of the application. */
  person: { oid: string; name: string; roles: readonly string[] };

  /** Error with which the next sign-in ends. */
  error: string | undefined;

  /** Client assertions that were presented. */
  readonly assertions: string[];
}

/** Starts a provider that lets everybody in without a question. It checks the client: assertion, PKCE, redirect URI. */
export async function startOpenIdProvider(clientId: string, directoryId: string): Promise<OpenIdProvider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, { challenge: string; nonce: string; redirectUri: string }>();
  const server = await listen(0);
  const authority = `http://127.0.0.1:${server.port}`;
  const issuer = `${authority}/${directoryId}/v2.0`;
  const provider: OpenIdProvider = {
    authority,
    person: { oid: randomUUID(), name: 'Olga Operator', roles: ['operator'] },
    error: undefined,
    assertions: [],
    [Symbol.asyncDispose]: async () => {
      await server.close();
    },
  };

  const app = express();
  app.get(`/${directoryId}/v2.0/.well-known/openid-configuration`, (_req, res) => {
    res.json({
      issuer,
      authorization_endpoint: `${authority}/authorize`,
      token_endpoint: `${authority}/token`,
      jwks_uri: `${authority}/keys`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });
  app.get('/keys', async (_req, res) => {
    res.json({ keys: [{ ...(await exportJWK(publicKey)), kid: 'key', alg: 'RS256', use: 'sig' }] });
  });
  app.get('/authorize', ({ query }, res) => {
    const { redirect_uri, state, nonce, code_challenge, code_challenge_method } = query as Record<string, string>;
    const to = new URL(redirect_uri ?? '');
    to.searchParams.set('state', state ?? '');
    if (provider.error !== undefined) to.searchParams.set('error', provider.error);
    else {
      const code = randomUUID();
      if (code_challenge_method === 'S256')
        codes.set(code, { challenge: code_challenge ?? '', nonce: nonce ?? '', redirectUri: redirect_uri ?? '' });
      to.searchParams.set('code', code);
    }
    res.redirect(to.href);
  });
  app.post('/token', express.urlencoded({ extended: false }), async (req, res) => {
    const asked = req.body as Record<string, string>;
    const attempt = codes.get(asked['code'] ?? '');
    codes.delete(asked['code'] ?? '');
    const challenge = createHash('sha256')
      .update(asked['code_verifier'] ?? '')
      .digest('base64url');
    provider.assertions.push(asked['client_assertion'] ?? '');
    if (
      attempt?.challenge !== challenge ||
      attempt.redirectUri !== asked['redirect_uri'] ||
      !asked['client_assertion']
    ) {
      res.status(400).json({ error: 'invalid_grant' });
      return;
    }
    const idToken = await new SignJWT({ ...provider.person, nonce: attempt.nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'key' })
      .setIssuer(issuer)
      .setSubject(provider.person.oid)
      .setAudience(clientId)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
    res.json({ access_token: 'unused', token_type: 'Bearer', id_token: idToken });
  });
  server.serve(app, {});
  return provider;
}
