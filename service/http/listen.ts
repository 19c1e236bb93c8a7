import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ScimError } from '../scim/error';

import { SCIM_JSON } from './scim-answer';

/** A server that accepts connections. */
export interface Listening {
  readonly port: number;

  /** Hands requests to a handler. To be called at once: until then nobody answers. */
  serve(handler: RequestListener): void;

  /** Stops accepting, and waits until the requests that are under way are answered. */
  close(): Promise<void>;
}

/** Longest that a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Longer than proxies keep idle connections, so that none of them sends a request into a closing one. */
const KEEP_ALIVE_MS = 75_000;

/** @throws {Error} when the port is taken. */
export function listen(port: number): Promise<Listening> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS });

  // What is no HTTP never reaches a route; it gets the same kind of answer all the same.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
    const failure = new ScimError(
      tooLarge ? 431 : 400,
      tooLarge ? 'the headers are too large' : 'this is no HTTP request',
    );
    const body = JSON.stringify(failure);
    socket.end(
      `HTTP/1.1 ${failure.status} ${tooLarge ? 'Request Header Fields Too Large' : 'Bad Request'}\r\n` +
        `Content-Type: ${SCIM_JSON}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });

  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, () => {
      server.off('error', failed);
      done({
        port: (server.address() as AddressInfo).port,
        serve: (handler) => server.on('request', handler),
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            server.closeIdleConnections();
          }),
      });
    });
  });
}
