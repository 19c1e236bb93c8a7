import { type Request, Router } from 'express';

import type { Groups } from '../directory/groups';
import type { Group } from '../directory/store';
import { renderList } from '../scim/list-response';
import type { Projection } from '../scim/projection';
import type { JsonObject } from '../scim/read-value';
import { locationOf, renderResource } from '../scim/resource';
import { GROUP, USER } from '../scim/resource-type';

import { projectionOf, readQuery } from './resource-query';
import { answer, answerNothing } from './scim-answer';

/** `/Groups`, as RFC 7644 §3 lays it out. Members are read only for answers that show them. */
export function groupsRoutes(groupsOf: (req: Request) => Groups, baseUrl: string): Router {
  const router = Router();

  router.post('/', async (req, res) => {
    const projection = projectionOf(req, GROUP);
    const group = await groupsOf(req).create(req.body);
    res.setHeader('Location', locationOf(GROUP, group.id, baseUrl));
    answer(res, 201, render(group, projection));
  });

  router.get('/', async (req, res) => {
    const projection = projectionOf(req, GROUP);
    const { filter, range } = readQuery(req, GROUP);
    const page = await groupsOf(req).search(filter, range, { members: projection.wants('members') });
    const items = page.items.map((group) => render(group, projection));
    answer(res, 200, renderList({ total: page.total, items }, range.startIndex));
  });

  router.get('/:id', async (req, res) => {
    const projection = projectionOf(req, GROUP);
    const group = await groupsOf(req).get(req.params.id, { members: projection.wants('members') });
    answer(res, 200, render(group, projection));
  });

  // Without a body, as Entra recommends: a group may have more members than anybody wants to read.
  router.patch('/:id', async (req, res) => {
    await groupsOf(req).patch(req.params.id, req.body);
    answerNothing(res);
  });

  router.delete('/:id', async (req, res) => {
    await groupsOf(req).remove(req.params.id);
    answerNothing(res);
  });

  return router;

  function render(group: Group, projection: Projection): JsonObject {
    const { members = [], ...resource } = group;
    const rendered = renderResource(GROUP, resource, baseUrl);
    if (members.length === 0) return projection.apply(rendered);
    const list = members.map(({ id, display }) => ({
      value: id,
      $ref: locationOf(USER, id, baseUrl),
      display,
      type: 'User',
    }));
    return projection.apply({ ...rendered, members: list });
  }
}
