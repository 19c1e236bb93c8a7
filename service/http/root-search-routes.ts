import { type Request, type Response, Router } from 'express';

import { ScimError } from '../scim/error';
import type { JsonObject } from '../scim/json';
import { renderPage } from '../scim/list-response';
import { readProjection } from '../scim/projection';
import type { Resource } from '../scim/resource';
import { amongTypes } from '../scim/resource-type';
import { readSearch, readSearchRequest } from '../scim/search';

import { eachMade } from './json-pieces';
import { baseUrlOf, tenantOf } from './request-context';
import type { Endpoint } from './resource-routes';
import type { RoomFor } from './room';
import { answer } from './scim-answer';

/**
 * The routes for searches at the root of the API. Such a search covers resources of all types, one type after the other
 * (RFC 7644 §3.4.2.1 and §3.4.3).
 */
export function rootSearchRoutes(endpoints: readonly Endpoint<Resource>[], roomFor: RoomFor): Router {
  const types = endpoints.map(({ type }) => type);
  // Every type gets the same query. If a type lacks an attribute in the query, its resources count as having no value
  // for that attribute (RFC 7644 §3.4.2.1).
  const targets = endpoints.map((endpoint) => ({ endpoint, type: amongTypes(endpoint.type, types) }));

  const router = Router();
  router.get('/', async (req, res) => {
    answer(res, 200, await searchAll(req, res, req.query));
  });
  router.post('/.search', async (req, res) => {
    answer(res, 200, await searchAll(req, res, readSearchRequest(req.body, tenantOf(req).profile)));
  });
  return router;

  async function searchAll(req: Request, res: Response, parameters: JsonObject): Promise<JsonObject> {
    const [tenant, baseUrl] = [tenantOf(req), baseUrlOf(req)];
    const searches = targets.map(({ endpoint, type }) => ({
      endpoint,
      search: readSearch(type, parameters, tenant.profile),
    }));
    const [first] = searches;
    if (first?.search.page.kind !== 'index') {
      throw ScimError.badRequest('invalidCursor', 'a search over all types has no cursors; search /Users and /Groups');
    }
    if (first.search.sort) {
      const detail = 'a search over all types cannot be sorted; search /Users and /Groups, or leave out sortBy';
      throw ScimError.badRequest('invalidValue', detail);
    }

    const items: (() => JsonObject)[] = [];
    let total = 0;
    for (const { endpoint, search } of searches) {
      const projection = readProjection(endpoint.type, parameters);
      const startIndex = Math.max(1, first.search.page.startIndex - total);
      const page = { ...first.search.page, startIndex, count: first.search.page.count - items.length };
      const reading = { related: projection.wants(endpoint.relatedAttribute), room: () => roomFor(req, res) };
      const found = await endpoint.directoryOf(req).search({ ...search, page }, reading);
      items.push(...found.items.map((one) => () => projection.apply(endpoint.render(one, tenant, baseUrl))));
      total += found.total ?? 0;
    }
    return { ...renderPage({ items, total }, first.search), Resources: eachMade(items, (render) => render()) };
  }
}
