import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { TestCertificate } from './test-certificate';

/** A server on a free port of this machine. */
export interface Listening extends AsyncDisposable {
  /** Origin, for example `https://localhost:40123`. */
  readonly url: string;
}

/** @param tls certificate for TLS. Without one, the server speaks plain HTTP. */
export async function listen(answer: RequestListener, tls?: TestCertificate): Promise<Listening> {
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
