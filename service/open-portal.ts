import type { Router } from 'express';
import type { Logger } from 'pino';

import type { Operation } from './admin/operation';
import { portalOperations } from './admin/portal-operations';
import type { Overview } from './directory/overview';
import type { TenantRegistry } from './directory/tenant-registry';
import { sessionSeal } from './pages/session';
import { SessionCookie } from './pages/session-cookie';
import { PortalLinks } from './portal/portal-links';
import { type PortalPerson, portalRoutes } from './portal/portal-routes';
import { readingAccounts } from './portal/read-account';
import { PortalWatch } from './portal-watch';
import { SqlPortal } from './storage/admin/sql-portal';
import type { Database } from './storage/connections/database';
import { SqlHistory } from './storage/history/sql-history';

interface PortalSources {
  readonly registry: TenantRegistry;

  /** A database with connections of its own, apart from those that serve SCIM requests. */
  readonly aside: Database;
  readonly overview: Pick<Overview, 'callsOf'>;

  /** 32 random bytes, the same on all replicas. */
  readonly sessionKey: Uint8Array;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
}

export interface OpenPortal {
  readonly routes: Router;
  readonly operations: readonly Operation[];
  readonly links: PortalLinks;

  /** Updates the registry when something changes in the portal, until `stopped` is aborted. */
  readonly watch: (stopped: AbortSignal) => Promise<void>;
}

/** Opens the portal with everything that it depends on. */
export function openPortal({ registry, aside, overview, sessionKey, publicUrl, log, now }: PortalSources): OpenPortal {
  const slugs = registry.tenants.filter(({ managedBy }) => managedBy === 'portal').map(({ slug }) => slug);
  const accounts = new SqlPortal(aside, slugs);
  const links = new PortalLinks(accounts, publicUrl, now);
  const watch = new PortalWatch(accounts, registry, log);
  const cookie = new SessionCookie<PortalPerson>('portal', publicUrl, sessionSeal(sessionKey, 'portal', now), now);
  const read = readingAccounts({ registry, accounts, overview, history: new SqlHistory(aside), publicUrl, now });
  const look = () => watch.look();
  const newLink = (tenant: string, subject: string) => links.make(tenant, subject);
  return {
    routes: portalRoutes({ registry, accounts, links, cookie, read, look, publicUrl, log, now }),
    operations: portalOperations({ registry, accounts, newLink, look }),
    links,
    watch: (stopped) => watch.run(stopped),
  };
}
