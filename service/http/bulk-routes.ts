import { type Request, Router } from 'express';

import type { Budget } from '../directory/budget';
import { runBulk } from '../directory/bulk';
import type { BulkOutcome, BulkTarget } from '../directory/bulk-operation';
import { readBulk, renderBulk } from '../scim/bulk';
import { entityTag } from '../scim/entity-tag';
import type { JsonObject } from '../scim/json';
import { locationOf } from '../scim/resource';
import { isResourceId } from '../scim/resource-id';

import type { Explain } from './error-handler';
import { refusalOf, type RefusedOperation } from './refusal';
import { baseUrlOf, contextOf, tenantOf } from './request-context';
import { answer } from './scim-answer';

/** `/Bulk`: many changes in one request (RFC 7644 §3.7). */
export function bulkRoutes(
  targetsOf: (req: Request) => readonly BulkTarget[],
  budgetOf: (req: Request) => Budget,
  explain: Explain,
): Router {
  const router = Router();
  router.post('/Bulk', async (req, res) => {
    const request = readBulk(req.body, tenantOf(req).profile);
    const outcomes = await runBulk(request, targetsOf(req), budgetOf(req), (error) => explain(error, req));
    contextOf(req).refusedOperations = outcomes.flatMap(refusedOperation);
    answer(res, 200, renderBulk(outcomes.map((outcome) => render(outcome, baseUrlOf(req)))));
  });
  return router;

  function render({ operation, type, id, resource, error }: BulkOutcome, baseUrl: string): JsonObject {
    const { method, bulkId } = operation;
    return {
      method,
      ...(bulkId === undefined ? {} : { bulkId }),
      ...(type && id !== undefined ? { location: locationOf(type, id, baseUrl) } : {}),
      ...(resource ? { version: entityTag(resource.version) } : {}),
      status: String(error?.status ?? (method === 'POST' ? 201 : method === 'DELETE' ? 204 : 200)),
      ...(error ? { response: error.toJSON() } : {}),
    };
  }
}

function refusedOperation({ operation: { method }, type, id, error }: BulkOutcome): RefusedOperation[] {
  if (!error) return [];
  const path = type === undefined ? '' : ` ${type.endpoint}${id === undefined ? '' : '/{id}'}`;
  const resourceId = id !== undefined && isResourceId(id) ? id : undefined;
  return [{ route: `POST /Bulk: ${method}${path}`, resourceId, status: error.status, ...refusalOf(error) }];
}
