import { sql } from 'kysely';

import type { RefusalToKeep } from '../directory/history';

import type { Database } from './database';
import { statement } from './statement';

/** Appends refused requests of one tenant to its history. One that is there already is passed over. */
export async function appendRefusals(
  db: Pick<Database, 'transaction'>,
  tenant: string,
  refusals: readonly RefusalToKeep[],
): Promise<void> {
  const append = APPEND.with({ tenant, refusals: JSON.stringify(refusals) });
  await db.transaction(tenant, ({ finish }) => finish(append));
}

const APPEND = statement<{ readonly tenant: string; readonly refusals: string }>(
  'append-refusals',
  (value) => sql`
    insert into refusals (tenant_id, at, id, request_id, token_id, route, resource_id, status, scim_type, detail)
    select ${value('tenant')}, at, id, "requestId", "tokenId", route, "resourceId", status, "scimType", detail
      from jsonb_to_recordset(${value('refusals')}::jsonb) as refused (
             at timestamptz, id uuid, "requestId" text, "tokenId" text, route text, "resourceId" text, status smallint,
             "scimType" text, detail text)
    on conflict do nothing`,
);
