import { Router } from 'express';

import { type Directory, find } from './directory';
import { JOB_TEMPLATES } from './provisioning';
import { readExpression } from './read-expression';

/** Graph's endpoints for the credentials, jobs and schemas of a service principal. */
export function provisioningRoutes(directory: Directory): Router {
  const router = Router();
  const base = '/servicePrincipals/:sp/synchronization';
  const of = (params: { sp: string }) => find(directory.servicePrincipals, params.sp).provisioning;
  const jobOf = (params: { sp: string; job: string }) => of(params).job(params.job);

  router.get(`${base}/secrets`, (req, res) => {
    res.json({ value: of(req.params).showSecrets() });
  });
  router.put(`${base}/secrets`, (req, res) => {
    of(req.params).saveSecrets(req.body.value);
    res.status(204).end();
  });

  router.get(`${base}/templates`, (_req, res) => {
    res.json({ value: JOB_TEMPLATES.map((id) => ({ id, factoryTag: id })) });
  });
  router.get(`${base}/jobs`, (req, res) => {
    const provisioning = of(req.params);
    res.json({ value: [...provisioning.jobs.values()].map((job) => provisioning.showJob(job)) });
  });
  router.post(`${base}/jobs`, (req, res) => {
    const provisioning = of(req.params);
    res.status(201).json(provisioning.showJob(provisioning.createJob(req.body.templateId)));
  });
  router.get(`${base}/jobs/:job`, (req, res) => {
    res.json(of(req.params).showJob(jobOf(req.params)));
  });
  router.delete(`${base}/jobs/:job`, (req, res) => {
    of(req.params).jobs.delete(jobOf(req.params).id);
    res.status(204).end();
  });

  router.post(`${base}/jobs/:job/start`, (req, res) => {
    of(req.params).run(jobOf(req.params), 'Active');
    res.status(204).end();
  });
  router.post(`${base}/jobs/:job/pause`, (req, res) => {
    of(req.params).run(jobOf(req.params), 'Paused');
    res.status(204).end();
  });
  router.post(`${base}/jobs/:job/restart`, (req, res) => {
    of(req.params).restart(jobOf(req.params), req.body.criteria.resetScope);
    res.status(204).end();
  });
  router.post(`${base}/jobs/:job/validateCredentials`, async (req, res) => {
    jobOf(req.params);
    await of(req.params).validate(req.body);
    res.status(204).end();
  });

  router.get(`${base}/jobs/:job/schema`, (req, res) => {
    res.json(jobOf(req.params).schema);
  });
  router.put(`${base}/jobs/:job/schema`, (req, res) => {
    of(req.params).replaceSchema(jobOf(req.params), req.body);
    res.status(204).end();
  });
  router.post(`${base}/jobs/:job/schema/parseExpression`, (req, res) => {
    jobOf(req.params);
    res.json(readExpression(req.body.expression));
  });

  return router;
}
