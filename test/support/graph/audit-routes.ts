import { Router } from 'express';

import type { Directory } from './directory';
import { GraphRefusal } from './graph-refusal';

/** Lines of a page at most, so that a test sees several pages. */
const PAGE = 3;

/**
 * The provisioning log as Graph serves it: it knows `eq`, `contains`, `gt` and `lt` in a filter, and no other operator
 * (https://learn.microsoft.com/graph/api/provisioningobjectsummary-list).
 */
export function auditRoutes(directory: Directory): Router {
  const router = Router();
  router.get('/auditLogs/provisioning', (req, res) => {
    const { $filter = '', $orderby, $top = '100', $skiptoken = '0' } = req.query as Record<string, string | undefined>;
    const [, principal, since] =
      /^servicePrincipal\/id eq '([0-9a-f-]{36})' and activityDateTime gt (\d{4}-[\d-]+T[\d:.]+Z)$/.exec($filter) ?? [];
    if (principal === undefined || since === undefined || $orderby !== 'activityDateTime desc') {
      throw new GraphRefusal(400, 'BadRequest', `Invalid filter clause: ${$filter}`);
    }
    const found = directory.provisioningLog
      .filter((line) => line['servicePrincipal'].id === principal)
      .filter((line) => new Date(line['activityDateTime']) > new Date(since))
      .sort((one, other) => (one['activityDateTime'] < other['activityDateTime'] ? 1 : -1));
    const first = Number($skiptoken);
    const last = first + Math.min(Number($top), PAGE);
    const next = new URL(req.originalUrl, `${req.protocol}://${req.get('host')}`);
    next.searchParams.set('$skiptoken', String(last));
    res.json({
      value: found.slice(first, last),
      ...(last < found.length ? { '@odata.nextLink': next.href } : {}),
    });
  });
  return router;
}
