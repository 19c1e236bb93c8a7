import type { OpenStore } from '../directory/store';

import type { Database } from './database';
import { SqlGroupStore } from './sql-group-store';
import { SqlUserStore } from './sql-user-store';

/** Stores of users and groups in a PostgreSQL database. */
export function openStoreOn(db: Database): OpenStore {
  return (tenant, origin) => ({
    users: new SqlUserStore(db, tenant, origin),
    groups: new SqlGroupStore(db, tenant, origin),
  });
}
