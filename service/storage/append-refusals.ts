import { sql } from 'kysely';

import type { RefusalToKeep } from '../directory/history';

import type { Database } from './database';
import { composed } from './statement';

/** Appends refused requests of one tenant to its history, a hundred at most. */
export async function appendRefusals(
  db: Pick<Database, 'transaction'>,
  tenant: string,
  refusals: readonly RefusalToKeep[],
): Promise<void> {
  const rows = refusals.map((each) => {
    const { at, id, requestId, tokenId, route, resourceId, status, scimType, detail } = each;
    return sql`(${sql.join([tenant, at, id, requestId, tokenId, route, resourceId, status, scimType, detail])})`;
  });
  const insert = composed(sql`
    insert into refusals (tenant_id, at, id, request_id, token_id, route, resource_id, status, scim_type, detail)
    values ${sql.join(rows)}`);
  await db.transaction(tenant, ({ finish }) => finish(insert));
}
