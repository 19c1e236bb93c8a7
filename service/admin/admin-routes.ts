import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';

import { type Identify, may } from './admin-principal';
import { openApiOf } from './openapi';
import type { Operation } from './operation';
import { Problem } from './problem';

/** Path of the admin API. */
export const ADMIN_PATH = '/admin/v1';

/** The admin API: each operation is checked by its own schemas, and asked for by somebody whose role allows it. */
export function adminRoutes(
  operations: readonly Operation[],
  identify: Identify,
  log: Logger,
  publicUrl: string,
): Router {
  const router = Router();
  const document = openApiOf(operations, `${publicUrl}${ADMIN_PATH}`);
  router.get('/openapi.json', (_req, res) => {
    res.json(document); // the same everywhere, and about nobody
  });
  for (const operation of operations) {
    router[operation.method](operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), handlerOf(operation, identify, log));
  }
  router.use((req) => {
    throw new Problem(
      404,
      `there is nothing at ${req.method} ${ADMIN_PATH}${req.path.slice(0, 200)}; openapi.json lists what is`,
    );
  });
  router.use(answerProblems(log));
  return router;
}

function handlerOf(
  { id, role, parameters, query, handle }: Operation,
  identify: Identify,
  log: Logger,
): RequestHandler {
  return async (req, res) => {
    const principal = await identify(presentedBy(req));
    if (!principal) {
      res.setHeader('WWW-Authenticate', 'Bearer realm="admin"');
      throw new Problem(
        401,
        'present an access token of Entra for this application, or the key that the service printed',
      );
    }
    if (!may(principal, role)) throw new Problem(403, `this needs the app role '${role}' of the application in Entra`);
    const asked = { ...read(parameters, req.params), ...read(query, req.query) };
    const answer = await handle(asked);
    log.info({ principal: principal.id, operation: id, tenant: asked['tenant'] }, 'admin request');
    res.json(answer);
  };
}

function presentedBy({ headers: { authorization = '' } }: Request): string {
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}

/** @throws {Problem} 400 with everything that is wrong. */
function read(schema: z.ZodObject, values: object): Record<string, unknown> {
  const { data, error } = schema.safeParse(values);
  if (data) return data;
  const complaints = error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${issue.keys.join(', ')} is no parameter`
      : `${issue.path.join('.')} ${issue.message}`,
  );
  throw new Problem(400, complaints.join('; '));
}

function answerProblems(log: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res: Response, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    if (!(error instanceof Problem)) log.error({ err: error }, 'an admin request failed');
    const problem =
      error instanceof Problem ? error : new Problem(503, 'the database or Entra does not answer; try again later');
    res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}
