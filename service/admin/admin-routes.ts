import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { Logger } from 'pino';

import { contextOf } from '../http/request-context';
import { RateExceeded, RequestRates } from '../http/request-rates';

import { type AdminPrincipal, type Identify, may } from './admin-principal';
import { openApiOf } from './openapi';
import type { Operation } from './operation';
import { perform } from './perform';
import { Problem } from './problem';
import { ADMIN_PATH } from './schemas';
import { tellWhoAsks } from './tell-who-asks';
import { toProblem } from './to-problem';

/**
 * Minimum interval between two log entries about tokens that could not be checked. Without it, anybody could flood the
 * log.
 */
const TROUBLE_EVERY_MS = 60_000;

/**
 * The routes of the admin API. Each request is checked against the schemas of its operation, and the caller must have
 * the operation's role.
 */
export function adminRoutes(
  operations: readonly Operation[],
  identify: Identify,
  log: Logger,
  publicUrl: string,
): Router {
  const router = Router();
  const document = openApiOf(operations, `${publicUrl}${ADMIN_PATH}`);
  const admit = doorOf(identify, log);
  router.get('/openapi.json', (_req, res) => {
    res.json(document); // the document is the same everywhere and contains no personal data, so anybody may read it
  });
  for (const operation of operations) {
    router[operation.method](operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), handlerOf(operation, admit, log));
  }
  router.use((req) => {
    throw new Problem(
      404,
      `there is nothing at ${req.method} ${ADMIN_PATH}${req.path.slice(0, 200)}; openapi.json lists all paths`,
    );
  });
  router.use(answerProblems(log));
  return router;
}

function handlerOf(operation: Operation, admit: Admit, log: Logger): RequestHandler {
  return async (req, res) => {
    const principal = await admit(req, res);
    const { requestId } = contextOf(req);
    const logAsked = tellWhoAsks(log, operation, principal, requestId);
    if (!may(principal, operation.role))
      log.warn({ requestId, principal: principal.id, operation: operation.id }, 'admin request refused');
    res.json(await perform(operation, { parameters: req.params, query: req.query }, principal, requestId, logAsked));
  };
}

/** Authenticates the caller of a request, or throws an error. */
type Admit = (req: Request, res: Response) => Promise<AdminPrincipal>;

/**
 * @throws {Problem} 401 for an unknown token, 503 when tokens cannot be checked; {RateExceeded} when a client sends
 * unknown tokens too often.
 */
function doorOf(identify: Identify, log: Logger): Admit {
  const rates = new RequestRates();
  let toldAt = -Infinity;
  return async (req, res) => {
    let principal: AdminPrincipal | undefined;
    try {
      principal = await identify(presentedBy(req));
    } catch (error) {
      rates.admitStranger(req, 'try again later');
      const now = performance.now();
      if (now - toldAt >= TROUBLE_EVERY_MS) {
        toldAt = now;
        log.error({ err: error }, 'nobody can use the admin API: the signing keys of Entra are not available');
      }
      throw new Problem(503, 'Entra does not answer, so tokens cannot be checked; try again later');
    }
    if (principal) return principal;
    rates.admitStranger(req, 'present a valid one');
    res.setHeader('WWW-Authenticate', 'Bearer realm="admin"');
    throw new Problem(
      401,
      'present an access token of Entra for this application, or the key that the service printed',
    );
  };
}

function presentedBy({ headers: { authorization = '' } }: Request): string {
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}

function answerProblems(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res: Response, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const { requestId } = contextOf(req);
    const problem = toProblem(error, requestId);
    if (problem !== error && problem.status >= 500) log.error({ err: error, requestId }, 'an admin request failed');
    if (error instanceof RateExceeded) res.setHeader('Retry-After', error.nextInSeconds);
    res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}
