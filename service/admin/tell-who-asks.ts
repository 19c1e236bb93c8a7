import type { Logger } from 'pino';

import type { AdminPrincipal } from './admin-principal';
import type { Operation } from './operation';

/** Logs each permitted request to the admin API, with the caller, the operation and the tenant. */
export function tellWhoAsks(
  log: Logger,
  { id }: Operation,
  principal: AdminPrincipal,
  requestId: string,
): (asked: Record<string, unknown>) => void {
  return (asked) => {
    const about = { tenant: asked['tenant'], resourceId: asked['id'] };
    log.info({ requestId, principal: principal.id, operation: id, ...about }, 'admin request');
  };
}
