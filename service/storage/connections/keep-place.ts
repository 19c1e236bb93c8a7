import { sql } from 'kysely';

import { statement } from '../statements/statement';

/**
 * Keeps the tenant's rows on their node of a cluster until the transaction ends. The statement changes nothing, but
 * Citus moves no rows to another shard while a transaction has written to theirs.
 *
 * Without this, the rows might move between two statements of a transaction. A row that the transaction has locked, or
 * whose values it has read, would then be locked and read in vain, and `insert … select` would insert nothing, without
 * an error. This statement waits for such a move to end, and then runs on the new node, because it has the simplest
 * form: it writes to one table, without a subquery, and names the tenant.
 */
export const KEEP_PLACE = statement<{ readonly tenant: string }>(
  'keep-place',
  (value) => sql`
    update users set version = version
     where tenant_id = ${value('tenant')} and id = '00000000-0000-0000-0000-000000000000'`,
);
