import type { RequestListener } from 'node:http';

import { listen } from '../listen';
import type { TestCertificate } from '../test-certificate';

/** A SCIM service without users that accepts one token. */
export interface ScimEndpoint extends AsyncDisposable {
  readonly tenantUrl: string;

  /** Number of requests that were answered with 401 and with 200. */
  readonly seen: { refused: number; accepted: number };
}

/** @param tls certificate for TLS. Without one, the endpoint serves plain HTTP. */
export async function startScimEndpoint(token: () => string, tls?: TestCertificate): Promise<ScimEndpoint> {
  const seen = { refused: 0, accepted: 0 };
  const answer: RequestListener = (req, res) => {
    const ok = req.headers.authorization === `Bearer ${token()}`;
    seen[ok ? 'accepted' : 'refused'] += 1;
    const body = ok
      ? { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] }
      : { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401', detail: 'The token is not known.' };
    res.writeHead(ok ? 200 : 401, { 'Content-Type': 'application/scim+json' }).end(JSON.stringify(body));
  };
  const server = await listen(answer, tls);
  return {
    tenantUrl: `${server.url}/scim/v2?aadOptscim062020`,
    seen,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
