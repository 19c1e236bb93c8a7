import { type Request, Router } from 'express';

import type { Users } from '../directory/users';
import { renderList } from '../scim/list-response';
import { locationOf, renderResource } from '../scim/resource';
import { USER } from '../scim/resource-type';

import { projectionOf, readQuery } from './resource-query';
import { answer, answerNothing } from './scim-answer';

/** `/Users`, as RFC 7644 §3 lays it out. Each handler reads, asks the directory, and answers. */
export function usersRoutes(usersOf: (req: Request) => Users, baseUrl: string): Router {
  const router = Router();

  router.post('/', async (req, res) => {
    const projection = projectionOf(req, USER);
    const user = await usersOf(req).create(req.body);
    res.setHeader('Location', locationOf(USER, user.id, baseUrl));
    answer(res, 201, projection.apply(renderResource(USER, user, baseUrl)));
  });

  router.get('/', async (req, res) => {
    const projection = projectionOf(req, USER);
    const { filter, range } = readQuery(req, USER);
    const { total, items } = await usersOf(req).search(filter, range);
    const resources = items.map((user) => projection.apply(renderResource(USER, user, baseUrl)));
    answer(res, 200, renderList({ total, items: resources }, range.startIndex));
  });

  router.get('/:id', async (req, res) => {
    const user = await usersOf(req).get(req.params.id);
    answer(res, 200, projectionOf(req, USER).apply(renderResource(USER, user, baseUrl)));
  });

  router.patch('/:id', async (req, res) => {
    const projection = projectionOf(req, USER);
    const user = await usersOf(req).patch(req.params.id, req.body);
    answer(res, 200, projection.apply(renderResource(USER, user, baseUrl)));
  });

  router.delete('/:id', async (req, res) => {
    await usersOf(req).remove(req.params.id);
    answerNothing(res);
  });

  return router;
}
