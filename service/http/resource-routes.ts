import { type Request, type Response, Router } from 'express';

import type { ResourceDirectory } from '../directory/resource-directory';
import type { Reading } from '../directory/store';
import type { Tenant } from '../directory/tenant';
import { type Conditions, namesTag, readEntityTags } from '../scim/entity-tag';
import type { JsonObject } from '../scim/json';
import { renderPage } from '../scim/list-response';
import type { Profile } from '../scim/profile';
import { type Projection, readProjection } from '../scim/projection';
import { locationOf, type Resource } from '../scim/resource';
import type { ResourceType } from '../scim/resource-type';
import { readSearch, readSearchRequest } from '../scim/search';

import { eachMade } from './json-pieces';
import { preferenceOf } from './preference';
import { baseUrlOf, tenantOf } from './request-context';
import type { RoomFor } from './room';
import { answer, answerNothing } from './scim-answer';
import { unknownRoutes } from './unknown-routes';

/** Describes the endpoint of a resource type. */
export interface Endpoint<Kind extends Resource> {
  readonly type: ResourceType;

  /** Returns the directory of this resource type for the tenant that the request concerns. */
  readonly directoryOf: (req: Request) => ResourceDirectory<Kind>;

  readonly render: (resource: Kind, tenant: Tenant, baseUrl: string) => JsonObject;

  /** Computes the entity tag of a resource, from the parts of it that were read. */
  readonly tagOf: (resource: Kind) => string;

  /** Attribute that lists other resources, such as `members`. It is read only for answers that show it. */
  readonly relatedAttribute: string;

  /**
   * Attribute that refers to one other resource, such as the manager. The other resource is read together with
   * `relatedAttribute`, and also when a client requests this attribute.
   */
  readonly referringMember?: string;

  /** How to answer a PATCH if the client has no preference. */
  readonly patchAnswers: (profile: Profile) => 'minimal' | 'representation';
}

/**
 * The endpoint of a resource type, as described in RFC 7644 §3. Each handler reads the request, calls the directory,
 * and answers.
 */
export function resourceRoutes<Kind extends Resource>(endpoint: Endpoint<Kind>, roomFor: RoomFor): Router {
  const { type, directoryOf, render, tagOf } = endpoint;
  const router = Router();

  router.post('/', async (req, res) => {
    const projection = readProjection(type, req.query);
    const minimal = preferenceOf(req) === 'minimal';
    const resource = await directoryOf(req).create(req.body, reading(req, res, projection, minimal));
    res.setHeader('Location', locationOf(type, resource.id, baseUrlOf(req)));
    answerChange(req, res, 201, resource, projection, minimal);
  });

  router.get('/', async (req, res) => {
    await search(req, res, req.query);
  });

  router.post('/.search', async (req, res) => {
    await search(req, res, readSearchRequest(req.body, tenantOf(req).profile));
  });
  router.all('/.search', unknownRoutes); // otherwise `.search` would be taken for an id

  router.get('/:id', async (req, res) => {
    const projection = readProjection(type, req.query);
    const resource = await directoryOf(req).get(req.params.id, reading(req, res, projection));
    const tag = tagOf(resource);
    res.setHeader('ETag', tag);
    res.setHeader('Content-Location', locationOf(type, resource.id, baseUrlOf(req)));
    if (namesTag(req.headers['if-none-match'], tag)) {
      res.statusCode = 304;
      res.end();
    } else {
      answer(res, 200, projection.apply(render(resource, tenantOf(req), baseUrlOf(req))));
    }
  });

  router.put('/:id', async (req, res) => {
    const projection = readProjection(type, req.query);
    const minimal = preferenceOf(req) === 'minimal';
    const options = { ...reading(req, res, projection, minimal), ...conditionsOf(req) };
    const resource = await directoryOf(req).replace(req.params.id, req.body, options);
    answerChange(req, res, 200, resource, projection, minimal);
  });

  router.patch('/:id', async (req, res) => {
    const projection = readProjection(type, req.query);
    // A client that requests attributes must get them (RFC 7644 §3.5.2), even if it also prefers a minimal answer.
    const asked = req.query['attributes'] !== undefined;
    const minimal = !asked && (preferenceOf(req) ?? endpoint.patchAnswers(tenantOf(req).profile)) === 'minimal';
    const options = { ...reading(req, res, projection, minimal), ...conditionsOf(req) };
    const resource = await directoryOf(req).patch(req.params.id, req.body, options);
    answerChange(req, res, 200, resource, projection, minimal);
  });

  router.delete('/:id', async (req, res) => {
    await directoryOf(req).remove(req.params.id, conditionsOf(req));
    answerNothing(res);
  });

  return router;

  async function search(req: Request, res: Response, parameters: JsonObject): Promise<void> {
    const projection = readProjection(type, parameters);
    const asked = readSearch(type, parameters, tenantOf(req).profile);
    const page = await directoryOf(req).search(asked, reading(req, res, projection));
    const [tenant, baseUrl] = [tenantOf(req), baseUrlOf(req)];
    const Resources = eachMade(page.items, (resource) => projection.apply(render(resource, tenant, baseUrl)));
    answer(res, 200, { ...renderPage(page, asked), Resources });
  }

  /** Decides what to read. Members or groups are read only for an answer that shows them. */
  function reading(req: Request, res: Response, projection: Projection, minimal = false): Reading {
    const { relatedAttribute, referringMember = relatedAttribute } = endpoint;
    const related = !minimal && (projection.wants(relatedAttribute) || projection.asksFor(referringMember));
    return { related, room: () => roomFor(req, res) };
  }

  function answerChange(
    req: Request,
    res: Response,
    status: number,
    resource: Kind,
    projection: Projection,
    minimal: boolean,
  ): void {
    res.setHeader('ETag', tagOf(resource));
    const preference = preferenceOf(req);
    if (preference === (minimal ? 'minimal' : 'representation'))
      res.setHeader('Preference-Applied', `return=${preference}`);
    if (minimal) {
      answerNothing(res, status === 201 ? 201 : 204);
    } else {
      res.setHeader('Content-Location', locationOf(type, resource.id, baseUrlOf(req))); // like meta.location in the body
      answer(res, status, projection.apply(render(resource, tenantOf(req), baseUrlOf(req))));
    }
  }
}

function conditionsOf({ headers }: Request): Conditions {
  return { ifMatch: readEntityTags(headers['if-match']), ifNoneMatch: readEntityTags(headers['if-none-match']) };
}
