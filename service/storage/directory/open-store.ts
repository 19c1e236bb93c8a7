import type { OnLimit } from '../../directory/limit';
import type { OpenStore } from '../../directory/store';
import type { Database } from '../connections/database';
import { TenantDatabase } from '../connections/tenant-database';
import { PAGE_LIMITS, type PageLimits } from '../search/page-limits';

import { SqlGroupStore } from './sql-group-store';
import { SqlUserStore } from './sql-user-store';

/**
 * Opens the stores of users and groups in a PostgreSQL database.
 *
 * @param onLimit is called when a page would exceed a limit.
 */
export function openStoreOn(
  db: Database,
  onLimit: OnLimit = () => undefined,
  limits: PageLimits = PAGE_LIMITS,
): OpenStore {
  return (tenant, origin, budget) => {
    const own = new TenantDatabase(db, tenant.slug, budget);
    const pages = {
      limits,
      onLimit: (outcome: 'cut' | 'refused') => {
        onLimit({ tenant: tenant.slug, limit: 'page', outcome });
      },
    };
    return {
      users: new SqlUserStore(own, tenant, origin, pages),
      groups: new SqlGroupStore(own, tenant, origin, pages),
    };
  };
}
