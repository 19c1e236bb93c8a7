import { type Request, Router } from 'express';

import { ScimError } from '../scim/error';
import { isObject, type JsonObject } from '../scim/json';
import { renderPage } from '../scim/list-response';
import { readProjection } from '../scim/projection';
import type { Resource } from '../scim/resource';
import { readSearch, type Search } from '../scim/search';

import { tokenOf } from './request-context';
import type { Endpoint } from './resource-routes';
import { answer } from './scim-answer';

/** `/.search` at the root: resources of all types, one type after the other (RFC 7644 §3.4.3). */
export function rootSearchRoutes(endpoints: readonly Endpoint<Resource>[], baseUrl: string): Router {
  const router = Router();
  router.post('/.search', async (req, res) => {
    if (!isObject(req.body)) throw ScimError.badRequest('invalidSyntax', 'the body must be a JSON object');
    answer(res, 200, await searchAll(req, req.body));
  });
  return router;

  async function searchAll(req: Request, parameters: JsonObject): Promise<JsonObject> {
    const searches = readSearches(req, parameters);
    const [first] = searches;
    if (first?.search.page.kind !== 'index') {
      throw ScimError.badRequest('invalidCursor', 'a search over all types has no cursors; search /Users and /Groups');
    }

    const items: JsonObject[] = [];
    let total = 0;
    for (const { endpoint, search } of searches) {
      const projection = readProjection(endpoint.type, parameters);
      const startIndex = Math.max(1, first.search.page.startIndex - total);
      const page = { ...first.search.page, startIndex, count: first.search.page.count - items.length };
      const related = projection.wants(endpoint.relatedAttribute);
      const found = await endpoint.directoryOf(req).search({ ...search, page }, { related });
      items.push(...found.items.map((one) => projection.apply(endpoint.render(one, tokenOf(req).tenant, baseUrl))));
      total += found.total ?? 0;
    }
    return renderPage({ items, total }, first.search);
  }

  /** The search of each type that has what the filter names. None of the others can meet it. */
  function readSearches(req: Request, parameters: JsonObject): { endpoint: Endpoint<Resource>; search: Search }[] {
    const refusals: unknown[] = [];
    const searches = endpoints.flatMap((endpoint) => {
      try {
        return [{ endpoint, search: readSearch(endpoint.type, parameters, tokenOf(req).tenant.profile) }];
      } catch (error) {
        refusals.push(error);
        return [];
      }
    });
    if (searches.length === 0) throw refusals[0];
    return searches;
  }
}
