import { type RequestHandler, Router } from 'express';

import { renderResourceType, renderSchema, renderServiceProviderConfig, SCHEMAS } from '../scim/discovery';
import { ScimError } from '../scim/error';
import type { JsonObject } from '../scim/json';
import { renderList } from '../scim/list-response';
import { RESOURCE_TYPES } from '../scim/resource-type';

import { tokenOf } from './request-context';
import { answer } from './scim-answer';

/** What the service says of itself (RFC 7644 §4). */
export function discoveryRoutes(bodyLimit: number, baseUrl: string): Router {
  const router = Router();
  router.get(['/ServiceProviderConfig', '/ResourceTypes{/:id}', '/Schemas{/:id}'], refuseFilter);
  router.get('/ServiceProviderConfig', (req, res) => {
    answer(res, 200, renderServiceProviderConfig(tokenOf(req).tenant.profile, bodyLimit, baseUrl));
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
    const list = renderList(items);
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

/** Else a client would take what does not meet its filter for what does (RFC 7644 §4). */
const refuseFilter: RequestHandler = (req, _res, next) => {
  if (req.query['filter'] === undefined) next();
  else throw new ScimError(403, `${req.path} cannot be filtered; read all of it`);
};
