import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Express } from 'express';

import { ScimError } from '../scim/error';

import { messageClasses } from './message-classes';
import { SCIM_JSON } from './scim-answer';

/** A server that accepts connections. */
export interface Listening {
  readonly port: number;

  /** Hands requests to an application. To be called at once: until then nobody answers. */
  serve(app: Express): void;

  /** Stops accepting, and waits until the requests that are under way are answered, but not for long. */
  close(): Promise<void>;
}

/** Longest that a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Longer than proxies keep idle connections, so that none of them sends a request into a closing one. */
const KEEP_ALIVE_MS = 75_000;

/** Longest that requests under way are waited for: shorter than an orchestrator waits before it kills. */
const DRAIN_MS = 20_000;

/** @throws {Error} when the port is taken. */
export function listen(port: number): Promise<Listening> {
  const { adopt, ...classes } = messageClasses();
  const server = createServer({
    ...classes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requireHostHeader: false, // else Node answers without a body
  });
  let closing = false;
  server.on('request', (_req, res) => {
    if (closing) res.shouldKeepAlive = false;
  });

  server.on('checkExpectation', (_req, res) => {
    const body = JSON.stringify(new ScimError(417, 'no expectation but 100-continue can be met'));
    res.writeHead(417, { 'Content-Type': SCIM_JSON, 'Content-Length': Buffer.byteLength(body) }).end(body);
  });

  // What is no HTTP never reaches a route; it gets the same kind of answer all the same.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const { reason, failure } = refusalOf(error.code);
    const body = JSON.stringify(failure);
    socket.end(
      `HTTP/1.1 ${failure.status} ${reason}\r\nContent-Type: ${SCIM_JSON}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });

  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, () => {
      server.off('error', failed);
      done({
        port: (server.address() as AddressInfo).port,
        serve: (app) => {
          adopt(app);
          server.on('request', app);
        },
        close: () =>
          new Promise((closed) => {
            closing = true;
            // A connection whose request was under way is idle once it is answered.
            const idle = setInterval(() => {
              server.closeIdleConnections();
            }, 100);
            const end = setTimeout(() => {
              server.closeAllConnections();
            }, DRAIN_MS);
            server.close(() => {
              clearInterval(idle);
              clearTimeout(end);
              closed();
            });
          }),
      });
    });
  });
}

function refusalOf(code: string | undefined): { reason: string; failure: ScimError } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { reason: 'Request Header Fields Too Large', failure: new ScimError(431, 'the headers are too large') };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { reason: 'Request Timeout', failure: new ScimError(408, 'the request took too long to arrive') };
    default:
      return { reason: 'Bad Request', failure: new ScimError(400, 'this is no HTTP request') };
  }
}
