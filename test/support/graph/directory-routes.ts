import { type Request, Router } from 'express';

import { type Directory, type DirectoryObject, find, select, show } from './directory';
import { GraphRefusal } from './graph-refusal';

/** Graph's endpoints for applications, service principals with their assignments, users and groups. */
export function directoryRoutes(directory: Directory): Router {
  const router = Router();
  const collections = {
    applications: directory.applications,
    servicePrincipals: directory.servicePrincipals,
    groups: directory.groups,
    users: directory.users,
  };

  router.get('/applicationTemplates/:id', (req, res) => {
    res.json({ id: req.params.id, displayName: 'Custom' });
  });
  router.post('/applicationTemplates/:id/instantiate', (req, res) => {
    res.status(201).json(directory.instantiate(req.params.id, req.body.displayName));
  });

  for (const [name, objects] of Object.entries(collections) as [string, ReadonlyMap<string, DirectoryObject>][]) {
    router.get(`/${name}`, (req, res) => {
      const found = select(objects.values(), req.query['$filter'] as string | undefined);
      sendPage(req, res, found.filter((object) => object.hiddenFor-- <= 0).map(show));
    });
    router.get(`/${name}/:id`, (req, res) => {
      res.json(show(find(objects, directory.idOf(req.params.id))));
    });
    router.get(`/${name}/:id/owners`, (req, res) => {
      res.json({ value: [...find(objects, req.params.id).owners].map((id) => ({ id })) });
    });
    router.post(`/${name}/:id/owners/$ref`, (req, res) => {
      find(objects, req.params.id).owners.add(String(req.body['@odata.id']).split('/').at(-1) ?? '');
      res.status(204).end();
    });
    router.delete(`/${name}/:id/owners/:owner/$ref`, (req, res) => {
      find(objects, req.params.id).owners.delete(req.params.owner);
      res.status(204).end();
    });
  }

  // The provider reads these for every principal that it looks up by name. They are always empty here.
  for (const members of ['members', 'transitiveMembers']) {
    router.get(`/groups/:id/${members}`, (req, res) => {
      find(directory.groups, req.params['id']);
      res.json({ value: [] });
    });
  }
  router.get('/users/:id/manager', (req) => {
    find(directory.users, req.params.id);
    throw GraphRefusal.notFound('manager');
  });

  router.put('/applications/:id/logo', (req, res) => {
    find(directory.applications, req.params.id);
    res.status(204).end();
  });
  router.patch('/applications/:id', (req, res) => {
    directory.changeApplication(req.params.id, req.body);
    res.status(204).end();
  });
  router.delete('/applications/:id', (req, res) => {
    directory.deleteApplication(req.params.id);
    res.status(204).end();
  });
  router.patch('/servicePrincipals/:id', (req, res) => {
    Object.assign(find(directory.servicePrincipals, req.params.id).properties, req.body);
    res.status(204).end();
  });
  router.delete('/servicePrincipals/:id', (req, res) => {
    find(directory.servicePrincipals, req.params.id);
    directory.servicePrincipals.delete(req.params.id);
    res.status(204).end();
  });

  router.get('/servicePrincipals/:id/appRoleAssignedTo', (req, res) => {
    const { assignments } = find(directory.servicePrincipals, req.params.id);
    // The provider recognizes an assignment by its id.
    const [, wanted] = /^id eq '([^']+)'$/.exec((req.query['$filter'] as string | undefined) ?? '') ?? [];
    sendPage(req, res, wanted === undefined ? assignments : assignments.filter(({ id }) => id === wanted));
  });
  router.get('/servicePrincipals/:id/appRoleAssignedTo/:assignment', (req, res) => {
    const { assignments } = find(directory.servicePrincipals, req.params.id);
    const assignment = assignments.find(({ id }) => id === req.params.assignment);
    if (!assignment) throw GraphRefusal.notFound(req.params.assignment);
    res.json(assignment);
  });
  router.post('/servicePrincipals/:id/appRoleAssignedTo', (req, res) => {
    res.status(201).json(directory.assign(req.params.id, req.body));
  });
  router.delete('/servicePrincipals/:id/appRoleAssignedTo/:assignment', (req, res) => {
    const { assignments } = find(directory.servicePrincipals, req.params.id);
    const index = assignments.findIndex(({ id }) => id === req.params.assignment);
    if (index < 0) throw GraphRefusal.notFound(req.params.assignment);
    assignments.splice(index, 1);
    res.status(204).end();
  });

  return router;
}

/** Answers with one page, and a link to the next. */
function sendPage(req: Request, res: { json(body: unknown): void }, items: readonly unknown[]): void {
  const size = Number(req.query['$top'] ?? 100);
  const from = Number(req.query['$skiptoken'] ?? 0);
  const next = new URL(`${req.protocol}://${req.get('host') ?? ''}${req.originalUrl}`);
  next.searchParams.set('$skiptoken', String(from + size));
  const more = items.length > from + size;
  res.json({ value: items.slice(from, from + size), ...(more ? { '@odata.nextLink': next.href } : {}) });
}
