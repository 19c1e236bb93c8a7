import { randomUUID } from 'node:crypto';

import type { Identify } from '../../service/admin/admin-principal';
import { adminRoutes } from '../../service/admin/admin-routes';
import { identifyByKey } from '../../service/admin/identify-by-key';
import { operationsOn } from '../../service/admin/operations';
import { portalOperations } from '../../service/admin/portal-operations';
import { ADMIN_PATH } from '../../service/admin/schemas';
import type { History } from '../../service/directory/history';
import { TenantRegistry } from '../../service/directory/tenant-registry';
import { SqlOverview } from '../../service/storage/admin/sql-overview';
import { SqlPortal } from '../../service/storage/admin/sql-portal';
import { SqlRoster } from '../../service/storage/admin/sql-roster';
import type { Database } from '../../service/storage/connections/database';
import { openEventLogOn } from '../../service/storage/history/sql-event-log';
import { SqlHistory } from '../../service/storage/history/sql-history';
import { SqlPositions } from '../../service/storage/history/sql-positions';
import { openDesk } from '../../service/streaming';
import { Streams } from '../../service/streams/stream';

import { keptLog } from './log-lines';
import type { TestDatabase } from './postgres';
import { registryEntry } from './registry-entry';
import { newToken, startScim } from './scim-client';

export const KEY = 'the-key';

const CONTOSO = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', newToken())] }));

interface AdminOptions {
  readonly identify?: Identify;
  readonly registry?: TenantRegistry;

  /** Methods of the history that a test replaces. */
  readonly broken?: Partial<History>;
}

/** A service with an admin API and the tenant contoso, which already has some history. */
export async function startAdmin(
  database: TestDatabase,
  db: Database,
  { identify = identifyByKey(KEY), registry = CONTOSO, broken = {} }: AdminOptions = {},
) {
  const history: History = Object.assign(new SqlHistory(db), broken);
  const kept = keptLog();
  const [positions, openEventLog, accounts] = [new SqlPositions(db), openEventLogOn(db), new SqlPortal(db)];
  const operations = [
    ...operationsOn({
      registry,
      history,
      overview: new SqlOverview(db),
      roster: new SqlRoster(db),
      desk: openDesk({ streams: new Streams(registry), positions, openEventLog, registry }),
    }),
    ...portalOperations({
      registry,
      accounts,
      newLink: () => Promise.reject(new Error('no test makes a link')),
      look: () => Promise.resolve(),
    }),
  ];
  const admin = adminRoutes(operations, identify, kept.log, 'https://scim.example.com');
  const scim = await startScim(database, { overrides: { admin, log: kept.log } });
  const base = scim.url.replace('/scim/v2', ADMIN_PATH);
  const ask = async (path: string, token: string = KEY, method = 'GET') => {
    const headers: Record<string, string> = token === '' ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(`${base}${path}`, { method, headers });
    const body: any = await response.json();
    return { status: response.status, headers: response.headers, body };
  };
  return Object.assign(scim, { lines: kept.lines, ask });
}

/** Notes what the replicas of the service would. */
export async function note(
  db: Database,
  tenant: string,
  tokenId: string,
  ...[accepted, refused]: readonly (Date | undefined)[]
) {
  const overview = new SqlOverview(db);
  const scope = tokenId.startsWith('gen-') ? 'provision' : 'read';
  await overview.noteCalls(tenant, [{ tokenId, scope, accepted, refused }]);
  await overview.note(tenant, []);
}

/** Makes a change that adds to contoso's history. */
export async function change(db: Database): Promise<string> {
  const id = randomUUID();
  await db.run('contoso', {
    text: `insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes, changes)
           values ('contoso', 'request-1', 'gen-3', 'create', 'User', $1, 'ann', 1, '{userName}', '{"userName":{"after":"ann"}}')`,
    values: [id],
  });
  return id;
}
