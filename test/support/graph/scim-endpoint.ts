import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A SCIM service that knows nobody, and takes one token. */
export interface ScimEndpoint extends AsyncDisposable {
  readonly tenantUrl: string;

  /** Requests that it answered with 401 and with 200. */
  readonly seen: { refused: number; accepted: number };
}

export async function startScimEndpoint(token: () => string): Promise<ScimEndpoint> {
  const seen = { refused: 0, accepted: 0 };
  const server = createServer((req, res) => {
    const ok = req.headers.authorization === `Bearer ${token()}`;
    seen[ok ? 'accepted' : 'refused'] += 1;
    const body = ok
      ? { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] }
      : { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401', detail: 'The token is not known.' };
    res.writeHead(ok ? 200 : 401, { 'Content-Type': 'application/scim+json' }).end(JSON.stringify(body));
  }).listen(0, 'localhost');
  await once(server, 'listening');
  return {
    tenantUrl: `http://localhost:${(server.address() as AddressInfo).port}/scim/v2?aadOptscim062020`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
