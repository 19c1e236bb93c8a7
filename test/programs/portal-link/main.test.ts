import { randomUUID } from 'node:crypto';

import express from 'express';

import { portalLink } from '../../../programs/portal-link/program';
import { adminRoutes } from '../../../service/admin/admin-routes';
import { identifyByKey } from '../../../service/admin/identify-by-key';
import { portalOperations } from '../../../service/admin/portal-operations';
import { ADMIN_PATH } from '../../../service/admin/schemas';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { listen, type Listening } from '../../../service/http/listen';
import { outcomes } from '../../../service/http/outcome';
import { PortalLinks } from '../../../service/portal/portal-links';
import { SqlPortal } from '../../../service/storage/admin/sql-portal';
import { Database } from '../../../service/storage/connections/database';
import { callProgram } from '../../support/call-program';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken, silentLog } from '../../support/scim-client';

const KEY = newToken();
const TENANT = `contoso-${randomUUID()}`;

const database = useDatabase();
let db: Database;
let server: Listening;
let links: PortalLinks;
beforeAll(async () => {
  db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
  const portal = new SqlPortal(db);
  links = new PortalLinks(portal, 'https://scim.example.com', () => new Date());
  const registry = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry(TENANT, newToken())] }));
  const operations = portalOperations({
    registry,
    accounts: portal,
    newLink: (tenant, subject) => links.make(tenant, subject),
    look: () => Promise.resolve(),
  });
  server = await listen(0);
  const admin = adminRoutes(operations, identifyByKey(KEY), silentLog(), 'https://scim.example.com');
  server.serve(
    express().use(
      ADMIN_PATH,
      outcomes(() => undefined),
      admin,
    ),
    {},
  );
});
afterAll(() => Promise.all([server.close(), db.close()]));

const ask = (args: string[], env: Record<string, string> = {}) =>
  callProgram(portalLink, args, {
    ADMIN_URL: `http://127.0.0.1:${server.port}${ADMIN_PATH}`,
    ADMIN_TOKEN: KEY,
    ...env,
  });

test('prints a link that lets the person in once', async () => {
  const { output, code: exit } = await ask([TENANT, '--subject', 'user-4711']);
  const { origin, searchParams } = new URL(output.trim());
  const code = searchParams.get('code') ?? '';

  expect([origin, searchParams.get('account'), exit]).toEqual(['https://scim.example.com', TENANT, 0]);
  expect(await links.use(TENANT, code)).toBe('user-4711');
  expect(await links.use(TENANT, code)).toBeUndefined();
});

test.each([
  ['for a tenant that does not exist', ['nobody'], {}, "there is no tenant 'nobody'"],
  ['for a person by e-mail address', [TENANT, '--subject', 'ann@contoso.com'], {}, 'must be an id of the person'],
  ['without the URL of the admin API', [TENANT], { ADMIN_URL: '' }, 'ADMIN_URL is not set'],
  ['with a wrong key', [TENANT], { ADMIN_TOKEN: 'wrong' }, 'answered 401'],
])('fails %s', async (_how, args, env, message) => {
  const { errors, output, code } = await ask(args, env);

  expect(errors).toContain(message);
  expect([output, code]).toEqual(['', 2]);
});
