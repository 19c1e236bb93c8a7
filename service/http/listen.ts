import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import type { Express } from 'express';

import { ScimError } from '../scim/error';

import { messageClasses } from './message-classes';
import { originForm } from './origin-form';
import { SCIM_JSON } from './scim-answer';

/** Headers that every answer gets. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/** A server that listens on a port. */
export interface Listening {
  readonly port: number;

  /** Sets the application that handles requests. Until this is called, requests get no answer, so call it soon. */
  serve(app: Express, headers: AnswerHeaders): void;

  /** Stops accepting connections, and waits for the answers to current requests, up to a time limit. */
  close(): Promise<void>;
}

/** Maximum time that a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Maximum time without any traffic on a connection whose request or answer is not yet complete. */
const SILENCE_MS = 60_000;

/**
 * Time after which an idle connection is closed. It is longer than the time for which proxies keep idle connections.
 * Otherwise, a proxy might send a request on a connection that is being closed.
 */
const KEEP_ALIVE_MS = 75_000;

/**
 * Maximum time that a stopping server waits for current requests. It must be shorter than the time after which an
 * orchestrator kills the process.
 */
const DRAIN_MS = 20_000;

/** @throws {Error} when the port is taken. */
export function listen(port: number): Promise<Listening> {
  let closing = false;
  let common: AnswerHeaders = {};
  const { adopt, ...classes } = messageClasses(() => closing);
  const server = createServer({
    ...classes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requireHostHeader: false, // otherwise Node answers without a body
  });
  server.timeout = SILENCE_MS;

  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });

  server.on('checkExpectation', (_req, res) => {
    refuse(res, new ScimError(417, 'the only supported expectation is 100-continue'));
  });

  // Bytes that are not HTTP never reach a route, so they are answered here. They get a SCIM error, like other refused
  // requests.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const { reason, failure } = refusalOf(error.code);
    const body = JSON.stringify(failure);
    const headers = { ...headersOf(body), ...common, Connection: 'close' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${failure.status} ${reason}\r\n${lines.join('')}\r\n${body}`);
  });

  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, () => {
      server.off('error', failed);
      done({
        port: (server.address() as AddressInfo).port,
        serve: (app, headers) => {
          adopt(app);
          common = headers;
          server.on('request', (req: IncomingMessage, res: ServerResponse) => {
            for (const name in headers) res.setHeader(name, headers[name] ?? '');
            const target = originForm(req.url ?? '');
            if (target === undefined) {
              refuse(res, new ScimError(400, 'the URL cannot be read', 'invalidSyntax'));
              return;
            }
            req.url = target;
            app(req, res);
          });
        },
        close: () =>
          new Promise((closed) => {
            closing = true;
            // Closes connections that become idle when their request is answered. Connections on which no request has
            // been sent are closed separately, because Node counts them as busy.
            const idle = setInterval(() => {
              server.closeIdleConnections();
              for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
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

function refuse(res: ServerResponse, failure: ScimError): void {
  const body = JSON.stringify(failure);
  res.writeHead(failure.status, headersOf(body)).end(body);
}

function headersOf(body: string): Readonly<Record<string, number | string>> {
  return { 'Content-Type': SCIM_JSON, 'Content-Length': Buffer.byteLength(body) };
}

function refusalOf(code: string | undefined): { reason: string; failure: ScimError } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { reason: 'Request Header Fields Too Large', failure: new ScimError(431, 'the headers are too large') };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { reason: 'Request Timeout', failure: new ScimError(408, 'the request took too long to arrive') };
    default:
      return { reason: 'Bad Request', failure: new ScimError(400, 'this is not an HTTP request') };
  }
}
