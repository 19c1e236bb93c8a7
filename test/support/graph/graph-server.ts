import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import express, { type ErrorRequestHandler, type RequestHandler } from 'express';

import type { TestCertificate } from '../test-certificate';

import { authority } from './authority';
import { azure, type Azure } from './azure';
import { Directory } from './directory';
import { directoryRoutes } from './directory-routes';
import { GraphRefusal } from './graph-refusal';
import { provisioningRoutes } from './provisioning-routes';

/** Bearer token that the stand-in takes besides those that it gave out itself. */
export const ACCESS_TOKEN = 'an-access-token';

export interface SeenRequest {
  readonly method: string;

  /** Path and query, as they were sent. */
  readonly path: string;
  readonly body: any;
}

/** An answer that the next request gets instead of its own. */
export interface Trouble {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Microsoft Graph for one directory on this machine, with the sign-in, the metadata and the vault beside it. */
export interface GraphServer extends AsyncDisposable {
  /** Origin, for example `http://localhost:40123`. */
  readonly url: string;

  readonly directory: Directory;
  readonly azure: Azure;

  /** What was asked of Graph, in order. */
  readonly requests: readonly SeenRequest[];

  /** Methods and paths of what was written, with ids left out. */
  writes(): string[];

  /** Answers the next requests whose method and path match with trouble, one after the other. */
  trouble(request: RegExp, ...troubles: readonly Trouble[]): void;
}

export interface GraphServerOptions {
  /** Serves TLS. Without, plain HTTP. */
  readonly tls?: TestCertificate;
}

/** Starts a stand-in on a free port. */
export async function startGraph(
  directory = new Directory('8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90'),
  { tls }: GraphServerOptions = {},
): Promise<GraphServer> {
  const requests: SeenRequest[] = [];
  const troubles: { request: RegExp; trouble: Trouble }[] = [];
  const tokens = new Set([ACCESS_TOKEN]);

  const guard: RequestHandler = (req, _res, next) => {
    const token = /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1];
    if (token !== undefined && tokens.has(token)) {
      next();
      return;
    }
    throw new GraphRefusal(401, 'InvalidAuthenticationToken', 'Access token validation failure.');
  };
  const record: RequestHandler = (req, _res, next) => {
    requests.push({ method: req.method, path: req.url, body: req.body });
    const index = troubles.findIndex(({ request }) => request.test(`${req.method} ${req.url}`));
    const [found] = index < 0 ? [] : troubles.splice(index, 1);
    if (!found) {
      next();
      return;
    }
    const { status, code = 'UnknownError', message = '', headers } = found.trouble;
    throw new GraphRefusal(status, code, message, headers);
  };

  const app = express();
  const server = tls ? createTlsServer(tls, app) : createServer(app);
  const url = () => `${tls ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`;
  const cloud: Azure = { secrets: new Map(), defaultDomain: 'proudhill-1a2b3c4d.westeurope.azurecontainerapps.io' };
  app.use(express.json({ limit: '5mb' }), express.urlencoded({ extended: false }));
  app.use(authority(directory.id, url, (token) => tokens.add(token)));
  app.use(azure(cloud, directory.id, url, guard));
  app.use(['/v1.0', '/beta'], record, guard, directoryRoutes(directory), provisioningRoutes(directory));
  // Express knows a handler of errors by its four parameters.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  app.use(((error: unknown, _req, res, _next) => {
    const { status, code, message, headers } =
      error instanceof GraphRefusal ? error : new GraphRefusal(500, 'InternalServerError', String(error));
    const id = randomUUID();
    res.set({ ...headers, 'request-id': id }).status(status);
    res.json({ error: { code, message, innerError: { date: '2027-01-02T03:04:05', 'request-id': id } } });
  }) satisfies ErrorRequestHandler);

  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: url(),
    directory,
    azure: cloud,
    requests,
    writes: () =>
      requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${bare(path)}`),
    trouble: (request, ...more) => {
      troubles.push(...more.map((trouble) => ({ request, trouble })));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A path from the last named thing on: `/servicePrincipals/…/synchronization/jobs/…/start` is `jobs/start`. */
function bare(path: string): string {
  return new URL(path, 'http://localhost').pathname
    .split('/')
    .filter(
      (part) => part !== '' && !/[0-9a-f]{8}/.test(part) && !['servicePrincipals', 'synchronization'].includes(part),
    )
    .join('/');
}
