import { Router } from 'express';
import * as client from 'openid-client';

import { ADMIN_ROLES, type AdminApplication } from '../admin/admin-principal';
import { Problem } from '../admin/problem';
import { sendPage } from '../pages/render';
import type { SessionCookie } from '../pages/session-cookie';

import { ConsolePage } from './console-page';
import { type SignIn, SIGN_IN_PATH } from './sign-in';
import type { Person } from './visit';

/**
 * Duration of a session in seconds. After that, the browser is sent to Entra, which signs the person in again without
 * asking, unless a role was removed or the account was blocked. So such a change takes effect within a quarter of an
 * hour.
 */
const SESSION_SECONDS = 15 * 60;

/** Maximum time for signing in with Entra, in seconds. */
const ATTEMPT_SECONDS = 10 * 60;

const CALLBACK = '/callback';

/** The values to remember while a person signs in with Entra. */
export interface Attempt {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

export interface EntraSignInOptions {
  readonly application: AdminApplication;

  /** Stores the attempt in a cookie while the person signs in with Entra. */
  readonly attempts: SessionCookie<Attempt>;

  readonly publicUrl: string;

  /**
   * Returns a token of the service's managed identity. Entra accepts this token instead of a client secret (federated
   * credential).
   */
  readonly assertion: () => Promise<string>;
}

/**
 * Admits people who sign in with Entra (OpenID Connect, authorization code with PKCE) and have one of the application's
 * roles.
 */
export function signInByEntra({ application, attempts, publicUrl, assertion }: EntraSignInOptions): SignIn {
  const redirectUri = `${publicUrl}${SIGN_IN_PATH}${CALLBACK}`;
  let known: Promise<client.Configuration> | undefined;
  const configuration = () => {
    known ??= discover(application, assertion).catch((error: unknown) => {
      known = undefined; // the next visitor tries again
      throw error;
    });
    return known;
  };

  return {
    sessionSeconds: SESSION_SECONDS,
    routes: (enter) => {
      const router = Router();

      router.get('/', async (_req, res) => {
        const attempt = {
          verifier: client.randomPKCECodeVerifier(),
          state: client.randomState(),
          nonce: client.randomNonce(),
        };
        const url = client.buildAuthorizationUrl(await configuration(), {
          redirect_uri: redirectUri,
          scope: 'openid profile',
          code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
          code_challenge_method: 'S256',
          state: attempt.state,
          nonce: attempt.nonce,
        });
        await attempts.begin(res, attempt, ATTEMPT_SECONDS);
        res.redirect(303, url.href);
      });

      router.get(CALLBACK, async (req, res) => {
        const attempt = (await attempts.read(req))?.person;
        attempts.end(res);
        if (!attempt)
          throw new Problem(
            400,
            'the sign-in took longer than ten minutes, or began in another browser; sign in again',
          );
        const { search } = new URL(req.originalUrl, publicUrl);
        const person = await personOf(await configuration(), new URL(`${redirectUri}${search}`), attempt);
        if (person.roles.length > 0) await enter(res, person);
        else sendPage(res, <NoRole name={person.name} />, 403);
      });

      return router;
    },
  };
}

function discover({ clientId, directoryId, authority }: AdminApplication, assertion: () => Promise<string>) {
  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the client awaits it, despite its types
  const byAssertion: client.ClientAuth = async (_server, { client_id }, body) => {
    body.set('client_id', client_id);
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set('client_assertion', await assertion());
  };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- only tests use HTTP; the settings permit only HTTPS
  const execute = authority.startsWith('http:') ? [client.allowInsecureRequests] : [];
  return client.discovery(new URL(`${authority}/${directoryId}/v2.0`), clientId, undefined, byAssertion, { execute });
}

/** @throws {Problem} 400 when Entra refused the sign-in, or when its answer does not belong to the attempt. */
async function personOf(
  configuration: client.Configuration,
  url: URL,
  { verifier, state, nonce }: Attempt,
): Promise<Person> {
  try {
    const answer = await client.authorizationCodeGrant(configuration, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims: Partial<client.IDToken> = answer.claims() ?? {};
    const { oid: id, name, roles: granted } = claims;
    if (typeof id !== 'string') throw new Problem(400, 'Entra did not say who signed in; sign in again');
    return {
      id,
      name: typeof name === 'string' ? name : id,
      roles: ADMIN_ROLES.filter((role) => Array.isArray(granted) && granted.includes(role)),
    };
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError)
      throw new Problem(403, `Entra let nobody in: ${error.error_description ?? error.error}`);
    if (error instanceof client.ClientError || error instanceof client.ResponseBodyError)
      throw new Problem(400, `the sign-in failed (${error.code}); sign in again`);
    throw error;
  }
}

function NoRole({ name }: { readonly name: string }) {
  return (
    <ConsolePage title="You may not see the console">
      <div class="note note-bad">
        <strong>{`${name} has neither the role 'operator' nor the role 'auditor'.`}</strong>
        <p>
          Ask whoever runs this service to assign you to its application in Entra with one of the two, then{' '}
          <a href={SIGN_IN_PATH}>sign in again</a>.
        </p>
      </div>
    </ConsolePage>
  );
}
