import { Router } from 'express';

import { renderResourceType, renderSchema, renderServiceProviderConfig, SCHEMAS } from '../scim/discovery';
import { ScimError } from '../scim/error';
import { renderList } from '../scim/list-response';
import type { JsonObject } from '../scim/read-value';
import { RESOURCE_TYPES } from '../scim/resource-type';

import { answer } from './scim-answer';

/** What the service says of itself (RFC 7644 §4). The same for everybody, so it is made once. */
export function discoveryRoutes(baseUrl: string): Router {
  const router = Router();
  const config = renderServiceProviderConfig(baseUrl);
  router.get('/ServiceProviderConfig', (_req, res) => {
    answer(res, 200, config);
  });
  serve(
    '/ResourceTypes',
    'resource type',
    RESOURCE_TYPES.map((type) => renderResourceType(type, baseUrl)),
  );
  serve(
    '/Schemas',
    'schema',
    SCHEMAS.map((schema) => renderSchema(schema, baseUrl)),
  );
  return router;

  function serve(path: string, what: string, items: readonly JsonObject[]): void {
    const list = renderList({ total: items.length, items });
    router.get(path, (_req, res) => {
      answer(res, 200, list);
    });
    router.get(`${path}/:id`, (req, res) => {
      const item = items.find(({ id }) => String(id).toLowerCase() === req.params.id.toLowerCase());
      if (!item) throw ScimError.notFound(what, req.params.id);
      answer(res, 200, item);
    });
  }
}
