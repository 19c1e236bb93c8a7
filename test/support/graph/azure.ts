import { type RequestHandler, Router } from 'express';

/** The little of Azure that the step looks at. */
export interface Azure {
  /** Secrets of the key vault, by name. */
  readonly secrets: Map<string, string>;

  /** Domain of the environment that the service runs in. */
  readonly defaultDomain: string;
}

/** A key vault, which first tells where its tokens come from, and the environment of the service. */
export function azure(
  { secrets, defaultDomain }: Azure,
  directoryId: string,
  url: () => string,
  guard: RequestHandler,
) {
  const router = Router();

  router.use('/secrets', (req, res, next) => {
    if (req.get('authorization') !== undefined) {
      next();
      return;
    }
    const challenge = `Bearer authorization="${url()}/${directoryId}", resource="${url()}"`;
    res
      .status(401)
      .set('WWW-Authenticate', challenge)
      .json({ error: { code: 'Unauthorized', message: 'No token.' } });
  });

  router.use(['/secrets', '/subscriptions'], guard);

  router.get('/secrets/:name', (req, res) => {
    const { name } = req.params;
    const value = secrets.get(name);
    if (value === undefined) {
      res.status(404).json({ error: { code: 'SecretNotFound', message: 'A secret was not found in this key vault.' } });
      return;
    }
    res.json({ value, id: `${url()}/secrets/${name}/0` });
  });

  router.get(
    '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.App/managedEnvironments/:name',
    (_req, res) => {
      res.json({ properties: { defaultDomain } });
    },
  );

  return router;
}
