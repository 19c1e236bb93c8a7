import { type Request, type RequestHandler, type Response, Router } from 'express';

import {
  type DiscoveryDocument,
  renderResourceType,
  renderSchema,
  renderServiceProviderConfig,
  schemasWith,
} from '../scim/discovery';
import { ScimError } from '../scim/error';
import { renderList } from '../scim/list-response';
import { RESOURCE_TYPES } from '../scim/resource-type';
import { sent } from '../scim/sent-value';

import { baseUrlOf, contextOf } from './request-context';
import { answer } from './scim-answer';

/** The facts about the requesting tenant that the discovery endpoints show. */
export interface TenantDiscovery {
  /** Values of the roles that users of the tenant may have. */
  readonly rolesOf: (req: Request) => readonly string[];

  /** URIs of the event types that the service sends to the tenant in security event tokens. */
  readonly eventUrisOf: (req: Request) => readonly string[];
}

/** The discovery endpoints (RFC 7644 §4). */
export function discoveryRoutes({ rolesOf, eventUrisOf }: TenantDiscovery, bodyLimit: number): Router {
  const router = Router();
  router.get(['/ServiceProviderConfig', '/ResourceTypes{/:id}', '/Schemas{/:id}'], refuseFilter);
  router.get('/ServiceProviderConfig', (req, res) => {
    answerOne(res, renderServiceProviderConfig(bodyLimit, baseUrlOf(req), eventUrisOf(req)));
  });
  serve('/ResourceTypes', 'resource type', (req) =>
    RESOURCE_TYPES.map((type) => renderResourceType(type, baseUrlOf(req))),
  );
  serve('/Schemas', 'schema', (req) => schemasWith(rolesOf(req)).map((schema) => renderSchema(schema, baseUrlOf(req))));
  return router;

  function serve(path: string, what: string, itemsFor: (req: Request) => readonly DiscoveryDocument[]): void {
    router.get(path, (req, res) => {
      answer(res, 200, renderList(itemsFor(req)));
    });
    router.get(`${path}/:id`, (req, res) => {
      const item = itemsFor(req).find(({ id }) => String(id).toLowerCase() === req.params.id.toLowerCase());
      if (!item) throw ScimError.notFound(what, req.params.id);
      answerOne(res, item);
    });
  }
}

function answerOne(res: Response, document: DiscoveryDocument): void {
  res.setHeader('Content-Location', document.meta.location);
  answer(res, 200, document);
}

/**
 * The discovery endpoints for clients without a token, as RFC 7643 §5 and RFC 7644 §4 allow. All these clients get the
 * same answers, which contain nothing about any tenant.
 */
export function publicDiscoveryRoutes(bodyLimit: number): RequestHandler {
  const routes = discoveryRoutes({ rolesOf: () => [], eventUrisOf: () => [] }, bodyLimit);
  return (req, res, next) => {
    const isAboutAll = contextOf(req).base?.slug === undefined;
    if (isAboutAll && req.headers.authorization === undefined) routes(req, res, next);
    else next(); // requests with a token, or for one tenant, go through authentication
  };
}

/** Refuses filters. If filters were ignored, the client would mistake all results for matches (RFC 7644 §4). */
const refuseFilter: RequestHandler = (req, _res, next) => {
  if (req.query['filter'] === undefined) next();
  else throw new ScimError(403, `${sent(req.path)} cannot be filtered; read the whole list`);
};
