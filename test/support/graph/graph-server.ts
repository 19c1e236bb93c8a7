import { randomUUID } from 'node:crypto';

import express, { type ErrorRequestHandler, type RequestHandler } from 'express';

import { AccessTokens } from '../access-tokens';
import { type AzureCloud, type AzureCloudOptions, startAzure } from '../azure-cloud/azure-cloud';
import { metadata } from '../azure-cloud/metadata';
import { listen } from '../listen';

import { auditRoutes } from './audit-routes';
import { authority } from './authority';
import { Directory } from './directory';
import { directoryRoutes } from './directory-routes';
import { GraphRefusal } from './graph-refusal';
import { provisioningRoutes } from './provisioning-routes';

export interface SeenRequest {
  readonly method: string;

  /** Path and query, as they were sent. */
  readonly path: string;
  readonly body: any;
}

/** A failure that a request gets instead of its real answer. */
export interface Trouble {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Stand-ins on this machine for Microsoft Graph with one directory, for sign-in and cloud metadata, and for the
 * platform in Azure.
 */
export interface GraphServer extends AsyncDisposable {
  /** Origin, for example `http://localhost:40123`. */
  readonly url: string;

  readonly directory: Directory;
  readonly azure: AzureCloud;

  /** Requests to Graph, in order. */
  readonly requests: readonly SeenRequest[];

  /** Methods and paths of requests without a route, which Graph or Azure might have answered. */
  readonly unknown: readonly string[];

  /** Methods and paths of write requests, without ids. */
  writes(): string[];

  /** Answers the next requests that match `request` with these failures, one after the other. */
  trouble(request: RegExp, ...troubles: readonly Trouble[]): void;
}

/** Starts a stand-in on a free port. */
export async function startGraph(
  directory = new Directory('8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90'),
  options: AzureCloudOptions = {},
): Promise<GraphServer> {
  const requests: SeenRequest[] = [];
  const troubles: { request: RegExp; trouble: Trouble }[] = [];
  const tokens = new AccessTokens();
  const unknown: string[] = [];
  const app = express();
  const server = await listen(app, options.tls);
  const { url } = server;
  const azure = await startAzure({ graph: url, tokens, unknown }, options);
  const vaultOrigin = new URL(azure.vaultUrl).origin;

  const guard: RequestHandler = (req, _res, next) => {
    const flaw = tokens.flaw(req.get('authorization'), { audience: url, directoryId: directory.id });
    if (!flaw) {
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

  const refuseUnknown: RequestHandler = (req) => {
    unknown.push(`${req.method} ${req.path}`);
    const segment = req.path.split('/').at(-1) ?? '';
    throw new GraphRefusal(404, 'BadRequest', `Resource not found for the segment '${segment}'.`);
  };

  app.use(express.json({ limit: '5mb' }), express.urlencoded({ extended: false }));
  app.use(
    metadata(azure.cloud),
    authority({
      url,
      directoryIds: [directory.id, azure.platform.hostTenantId],
      audiences: [url, azure.cloud.resourceManager, vaultOrigin],
      tokens,
    }),
  );
  app.use(
    ['/v1.0', '/beta'],
    record,
    guard,
    directoryRoutes(directory),
    provisioningRoutes(directory),
    auditRoutes(directory),
    refuseUnknown,
  );
  // Express recognizes an error handler by its four parameters.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  app.use(((error: unknown, _req, res, _next) => {
    const { status, code, message, headers } =
      error instanceof GraphRefusal ? error : new GraphRefusal(500, 'InternalServerError', String(error));
    const id = randomUUID();
    res.set({ ...headers, 'request-id': id }).status(status);
    res.json({ error: { code, message, innerError: { date: '2027-01-02T03:04:05', 'request-id': id } } });
  }) satisfies ErrorRequestHandler);

  return {
    url,
    directory,
    azure,
    requests,
    unknown,
    writes: () =>
      requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${bare(path)}`),
    trouble: (request, ...more) => {
      troubles.push(...more.map((trouble) => ({ request, trouble })));
    },
    async [Symbol.asyncDispose]() {
      await azure[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The last part of a path, without ids: `/servicePrincipals/…/synchronization/jobs/…/start` becomes `jobs/start`. */
function bare(path: string): string {
  return new URL(path, 'http://localhost').pathname
    .split('/')
    .filter(
      (part) => part !== '' && !/[0-9a-f]{8}/.test(part) && !['servicePrincipals', 'synchronization'].includes(part),
    )
    .join('/');
}
