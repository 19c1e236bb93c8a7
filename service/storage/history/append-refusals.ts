import { sql } from 'kysely';

import type { RefusalToKeep } from '../../directory/history';
import type { Database } from '../connections/database';
import { statement } from '../statements/statement';

/** Appends refused requests of one tenant to its history. Skips refusals that are already in the history. */
export async function appendRefusals(
  db: Pick<Database, 'transaction'>,
  tenant: string,
  refusals: readonly RefusalToKeep[],
): Promise<void> {
  await db.transaction(tenant, ({ finish }) => finish(...refusals.map((each) => APPEND.with({ tenant, ...each }))));
}

// Each statement inserts one row, and all statements are sent in one round trip. So one prepared statement is enough
// for any number of rows, and a cluster can pass each row directly to the right node.
const APPEND = statement<RefusalToKeep & { readonly tenant: string }>(
  'append-refusal',
  (value) => sql`
    insert into refusals (tenant_id, at, id, request_id, token_id, route, resource_id, status, scim_type, detail)
    values (${value('tenant')}, ${value('at')}, ${value('id')}, ${value('requestId')}, ${value('tokenId')},
            ${value('route')}, ${value('resourceId')}, ${value('status')}, ${value('scimType')}, ${value('detail')})
    on conflict do nothing`,
);
