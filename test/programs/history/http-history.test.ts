import { setTimeout } from 'node:timers/promises';

import express from 'express';

import { access } from '../../../programs/access/program';
import { history } from '../../../programs/history/program';
import { adminRoutes } from '../../../service/admin/admin-routes';
import { identifyByKey } from '../../../service/admin/identify-by-key';
import { operationsOn } from '../../../service/admin/operations';
import { ADMIN_PATH } from '../../../service/admin/schemas';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { listen } from '../../../service/http/listen';
import { outcomes } from '../../../service/http/outcome';
import { SqlOverview } from '../../../service/storage/admin/sql-overview';
import { SqlRoster } from '../../../service/storage/admin/sql-roster';
import { Database } from '../../../service/storage/connections/database';
import { openEventLogOn } from '../../../service/storage/history/sql-event-log';
import { SqlHistory } from '../../../service/storage/history/sql-history';
import { SqlPositions } from '../../../service/storage/history/sql-positions';
import { openDesk } from '../../../service/streaming';
import { Streams } from '../../../service/streams/stream';
import { callProgram } from '../../support/call-program';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { registryFile } from '../../support/registry-file';
import { newToken, silentLog, startScim } from '../../support/scim-client';

const KEY = newToken();

describe('history over the admin API', () => {
  const database = useDatabase();
  let tenant: string;
  let url: string;
  let before: string;
  const closing: (() => PromiseLike<void>)[] = [];

  beforeAll(async () => {
    const scim = await startScim(database);
    ({ tenant } = scim);
    const roles = [{ value: 'account_reviewer' }];
    const { id } = (await scim.send('POST', '/Users', { userName: 'ann', externalId: 'ext', roles })).body;
    await scim.send('POST', '/Groups', { displayName: 'Finance', members: [{ value: id }] });
    await setTimeout(5);
    before = new Date().toISOString();
    await setTimeout(5);
    for (let times = 0; times < 119; times++) {
      const operations = [{ op: 'replace', path: 'active', value: times % 2 === 1 }];
      await scim.send('PATCH', `/Users/${id}`, { Operations: operations });
    }

    const db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
    const registry = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry(tenant, newToken())] }));
    const operations = operationsOn({
      registry,
      history: new SqlHistory(db),
      overview: new SqlOverview(db),
      roster: new SqlRoster(db),
      desk: openDesk({
        streams: new Streams(registry),
        positions: new SqlPositions(db),
        openEventLog: openEventLogOn(db),
        registry,
      }),
    });
    const server = await listen(0);
    const publicUrl = `http://127.0.0.1:${server.port}`;
    url = `${publicUrl}${ADMIN_PATH}`;
    server.serve(
      express().use(
        ADMIN_PATH,
        outcomes(() => undefined),
        adminRoutes(operations, identifyByKey(KEY), silentLog(), publicUrl),
      ),
      {},
    );
    closing.push(
      () => server.close(),
      () => db.close(),
      () => scim[Symbol.asyncDispose](),
    );
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  const overApi = (token = KEY) => ({ ADMIN_URL: url, ADMIN_TOKEN: token });

  test.each([
    ['history', history, ['--limit', '250', '--format', 'json']],
    ['history', history, ['--user', 'ANN', '--format', 'csv']],
    ['history', history, ['--group', 'finance']],
    ['history', history, ['--refused', '--format', 'json']],
    ['access', access, ['--format', 'json']],
  ])('%s says the same as the database does: %#', async (_name, program, args) => {
    using registry = registryFile(tenant);
    const direct = await callProgram(program, [tenant, ...args], {
      DATABASE_URL: database.url,
      TENANTS_FILE: registry.path,
    });

    const asked = await callProgram(program, [tenant, ...args], overApi());

    expect(direct.code).toBe(0);
    const read = (output: string): unknown => (args.includes('json') ? JSON.parse(output) : output);
    expect({ ...asked, output: read(asked.output) }).toEqual({ ...direct, output: read(direct.output) });
  });

  test('shows the access at an earlier time, as the database does, not that of today', async () => {
    const args = [tenant, '--at', before, '--format', 'json'];
    const [{ output: then }, { output: direct }] = [
      await callProgram(access, args, overApi()),
      await callProgram(access, args, { DATABASE_URL: database.url }),
    ];
    const { output: now } = await callProgram(access, [tenant, '--format', 'json'], overApi());

    expect(JSON.parse(then)).toMatchObject([{ userName: 'ann', active: true }]);
    expect(JSON.parse(now)).toMatchObject([{ userName: 'ann', active: false }]);
    expect(JSON.parse(then)).toEqual(JSON.parse(direct));
  });

  test.each([
    ['history', history, ['contosso']],
    ['history', history, ['forget', 'contosso', 'ann']],
    ['access', access, ['contosso']],
  ])('fails with 2 for a tenant that the service does not have: %s %#', async (_name, program, args) => {
    const { code, output, errors } = await callProgram(program, args, overApi());

    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain("there is no tenant 'contosso'; look for it in the list of all tenants");
  });

  test('fails with 2 for an empty name', async () => {
    const { code, errors } = await callProgram(history, [tenant, '--user', ''], overApi());

    expect(code).toBe(2);
    expect(errors).toContain('answered 400: name must not be empty');
  });

  test('shows all tenants if it has no registry', async () => {
    const { output } = await callProgram(access, ['--all', '--format', 'json'], overApi());

    expect(JSON.parse(output)).toMatchObject([{ tenant, userName: 'ann', groups: [{ name: 'Finance' }] }]);
  });

  test('fails with 2 and what the API says, without the token', async () => {
    const { code, errors } = await callProgram(history, [tenant], overApi('a-wrong-token'));

    expect(code).toBe(2);
    expect(errors).toMatch(/answered 401: present an access token of Entra/);
    expect(errors).not.toContain('a-wrong-token');
  });

  test.each([
    [{ ADMIN_URL: 'http://scim.example.com/admin/v1' }, 'ADMIN_URL must be an https URL unless it is on this machine'],
    [
      { ADMIN_URL: 'http://localhost:8080', ADMIN_TOKEN: 'x' },
      'ADMIN_URL must end in /admin/v1, the path of the admin',
    ],
    [{ ADMIN_URL: 'https://scim.example.com/admin/v1' }, 'ADMIN_TOKEN is not set; set it, or ADMIN_CLIENT_ID'],
    [{ ADMIN_URL: 'http://127.0.0.1:1/admin/v1', ADMIN_TOKEN: 'x' }, 'http://127.0.0.1:1 cannot be reached'],
  ])('fails with 2 for %j', async (env, complaint) => {
    const { code, errors } = await callProgram(history, ['contoso'], env);

    expect(code).toBe(2);
    expect(errors).toContain(complaint);
  });
});
