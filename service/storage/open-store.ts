import type { OpenStore } from '../directory/store';

import type { Database } from './database';
import { PAGE_MEMBERS_MAX, SqlGroupStore } from './sql-group-store';
import { SqlUserStore } from './sql-user-store';

/**
 * Stores of users and groups in a PostgreSQL database.
 *
 * @param pageMembersMax most members on one page of several groups.
 */
export function openStoreOn(db: Database, pageMembersMax = PAGE_MEMBERS_MAX): OpenStore {
  return (tenant, origin, budget) => ({
    users: new SqlUserStore(db, tenant, origin, budget),
    groups: new SqlGroupStore(db, tenant, origin, budget, pageMembersMax),
  });
}
