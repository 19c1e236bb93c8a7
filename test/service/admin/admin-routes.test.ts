import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import Ajv from 'ajv/dist/2020';
import { exportJWK, SignJWT } from 'jose';

import type { Identify } from '../../../service/admin/admin-principal';
import { adminRoutes } from '../../../service/admin/admin-routes';
import { identifyByEntra } from '../../../service/admin/identify-by-entra';
import { identifyByKey } from '../../../service/admin/identify-by-key';
import { operationsOn } from '../../../service/admin/operations';
import { portalOperations } from '../../../service/admin/portal-operations';
import { ADMIN_PATH } from '../../../service/admin/schemas';
import type { History } from '../../../service/directory/history';
import { sha256, TenantRegistry } from '../../../service/directory/tenant-registry';
import { Database } from '../../../service/storage/database';
import { openEventLogOn } from '../../../service/storage/sql-event-log';
import { SqlHistory } from '../../../service/storage/sql-history';
import { SqlOverview } from '../../../service/storage/sql-overview';
import { SqlPortal } from '../../../service/storage/sql-portal';
import { SqlPositions } from '../../../service/storage/sql-positions';
import { SqlRoster } from '../../../service/storage/sql-roster';
import { openDesk } from '../../../service/streaming';
import { Streams } from '../../../service/streams/stream';
import { keptLog } from '../../support/log-lines';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken, startScim } from '../../support/scim-client';

const CLIENT = randomUUID();
const DIRECTORY = randomUUID();
const KEY = 'the-key';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

const CONTOSO = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', newToken())] }));

/** A service with an admin API and the tenant contoso, which already has some history. */
async function startAdmin(identify: Identify = identifyByKey(KEY), registry = CONTOSO, broken: Partial<History> = {}) {
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

const HOUR_MS = 3_600_000;
const LAST = '2026-11-30T14:00:00.000Z';

/** Notes what the replicas of the service would. */
async function note(tenant: string, tokenId: string, ...[accepted, refused]: readonly (Date | undefined)[]) {
  const overview = new SqlOverview(db);
  const scope = tokenId.startsWith('gen-') ? 'provision' : 'read';
  await overview.noteCalls(tenant, [{ tokenId, scope, accepted, refused }]);
  await overview.note(tenant, []);
}

/** Makes a change that adds to contoso's history. */
async function change(): Promise<string> {
  const id = randomUUID();
  await db.run('contoso', {
    text: `insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes, changes)
           values ('contoso', 'request-1', 'gen-3', 'create', 'User', $1, 'ann', 1, '{userName}', '{"userName":{"after":"ann"}}')`,
    values: [id],
  });
  return id;
}

describe('the admin API', () => {
  test('answers each question in the form that its description promises', async () => {
    const id = await change();
    await db.run('contoso', {
      text: `insert into refusals (tenant_id, at, id, request_id, route, status, detail)
             values ('contoso', now(), gen_random_uuid(), 'request-2', 'POST /Users', 409, 'taken')`,
    });
    const [user, group] = [randomUUID(), randomUUID()];
    await db.run('contoso', {
      text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
             values ('contoso', $1, 'Bob', 'bob', true, '{"displayName":"Bob"}', 1, now(), now(), 'gen-3')`,
      values: [user],
    });
    await db.run('contoso', {
      text: `insert into groups (tenant_id, id, display_name, display_name_key, attributes, version, created, last_modified)
             values ('contoso', $1, 'Finance', 'finance', '{}', 1, now(), now())`,
      values: [group],
    });
    await db.run('contoso', {
      text: `insert into members (tenant_id, group_id, user_id) values ('contoso', $1, $2)`,
      values: [group, user],
    });
    await note('contoso', 'gen-1', new Date(LAST));
    await using admin = await startAdmin();
    const { body: document } = await admin.ask('/openapi.json', '');
    const ajv = new Ajv({ strict: false, validateFormats: false });

    const asked = [
      '/tenants',
      '/tenants/contoso',
      '/readers',
      '/history',
      '/tenants/contoso/requests',
      '/tenants/contoso/lags?since=2026-11-30T14:00:00Z',
      '/tenants/contoso/roles',
      '/tenants/contoso/changes',
      `/tenants/contoso/users/${id}/changes`,
      '/tenants/contoso/refusals',
      '/tenants/contoso/access',
      '/tenants/contoso/names?type=User&name=ann',
      `/tenants/contoso/groups/${id}/changes`,
      '/tenants/contoso/users?name=bo&active=true',
      `/tenants/contoso/users/${user}`,
      '/tenants/contoso/groups',
      `/tenants/contoso/groups/${group}`,
      `/tenants/contoso/groups/${group}/members`,
      '/streams',
      '/tenants/contoso/streams',
    ];
    for (const path of asked) {
      const { status, body } = await admin.ask(path);
      const described = Object.keys(document.paths).find((each) =>
        new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.replace(/\?.*/, '')),
      );
      const { schema } = document.paths[described ?? ''].get.responses[200].content['application/json'];

      expect({ path, status, flaws: ajv.validate(schema, body) ? null : ajv.errors }).toEqual({
        path,
        status: 200,
        flaws: null,
      });
    }
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toHaveLength(28);
  });

  test('shows a tenant and the last use of its tokens, never a token or its digest', async () => {
    await note('contoso', 'gen-1', new Date(LAST), new Date('2026-11-30T13:00:00Z'));
    await note('contoso', 'product-1', new Date('2026-11-30T15:00:00Z'));
    await using admin = await startAdmin();

    const { body } = await admin.ask('/tenants/contoso');

    expect(body).toMatchObject({
      slug: 'contoso',
      refusal: null,
      tokens: [{ id: 'gen-1', scope: 'provision', expiresAt: null, knownSince: expect.any(String), lastUse: LAST }],
      lastAccepted: LAST, // by Entra: a reader's call is none of Entra's
      lastRefused: '2026-11-30T13:00:00.000Z',
      lastCall: { at: LAST, tokenId: 'gen-1', verdict: 'accepted' },
      counts: { activeUsers: expect.any(Number), refusals: expect.any(Number) },
    });
    expect(JSON.stringify(body)).not.toMatch(/[0-9a-f]{64}/);
  });

  test('knows the last call of Entra even when its token is no longer known', async () => {
    await note('contoso', 'gen-0', undefined, new Date('2026-11-30T16:00:00Z'));
    await using admin = await startAdmin();

    const { body } = await admin.ask('/tenants/contoso');

    expect(body.tokens).toMatchObject([{ id: 'gen-1' }]);
    expect(body.lastCall).toEqual({ at: '2026-11-30T16:00:00.000Z', tokenId: 'gen-0', verdict: 'refused' });
  });

  test('counts requests and lags by hour, from a given hour on', async () => {
    const current = Math.floor(Date.now() / HOUR_MS);
    const hour = (ago: number) => new Date((current - ago) * HOUR_MS);
    const counts = { accepted: 7, refused: 2, failed: 1 };
    await new SqlOverview(db).note('contoso', [
      { hour: hour(3), ...counts },
      { hour: hour(5), ...counts },
    ]);
    await db.run('contoso', {
      text: `insert into hourly_lags (tenant_id, stream, hour, seconds)
             select 'contoso', 'product', at, 60 from unnest($1::timestamptz[]) as at`,
      values: [[hour(3), hour(5)]],
    });
    await using admin = await startAdmin();

    const since = `?since=${hour(4).toISOString()}`;
    const requests = await admin.ask(`/tenants/contoso/requests${since}`);
    const lags = await admin.ask(`/tenants/contoso/lags${since}`);

    expect(requests.body.items).toEqual([{ hour: hour(3).toISOString(), ...counts }]);
    expect(lags.body.items).toEqual([{ stream: 'product', hour: hour(3).toISOString(), seconds: 60 }]);
    expect((await admin.ask('/tenants/contoso/requests')).body.items).toHaveLength(2);
  });

  test('counts users by role in the order of the tenant, with roles that nobody has and roles that are gone', async () => {
    const own = TenantRegistry.parse(
      JSON.stringify({
        tenants: [
          registryEntry('northwind', newToken(), {
            roles: ['account_reviewer', 'account_analyst'].map((value) => ({ value, displayName: value })),
          }),
        ],
      }),
    );
    const roles = ['account_analyst', 'account_analyst', 'gone', null];
    await db.run('northwind', {
      text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
             select 'northwind', gen_random_uuid(), 'u' || n, 'u' || n, n > 1, case when role is null then '{}' else
                    jsonb_build_object('roles', jsonb_build_array(jsonb_build_object('value', role))) end, 1, now(), now(), 'gen-1'
               from unnest($1::text[]) with ordinality as each (role, n)`,
      values: [roles],
    });
    await using admin = await startAdmin(identifyByKey(KEY), own);

    const { body } = await admin.ask('/tenants/northwind/roles');

    expect(body.items).toEqual([
      { role: 'account_reviewer', active: 0, inactive: 0 },
      { role: 'account_analyst', active: 1, inactive: 1 },
      { role: 'gone', active: 1, inactive: 0 },
      { role: null, active: 1, inactive: 0 },
    ]);
  });

  test('counts users by role once a minute, however many people ask, and again after a failure', async () => {
    await using admin = await startAdmin();
    const counted = jest.spyOn(SqlOverview.prototype, 'usersByRole').mockRejectedValueOnce(new Error('no memory'));
    const asked = async () => (await admin.ask('/tenants/contoso/roles')).status;

    expect(await asked()).toBe(500);
    expect(await Promise.all([asked(), asked(), asked()])).toEqual([200, 200, 200]);
    expect(await asked()).toBe(200);
    expect(counted).toHaveBeenCalledTimes(2);
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 60_001);
    expect(await asked()).toBe(200);
    expect(counted).toHaveBeenCalledTimes(3);
    jest.restoreAllMocks();
  });

  test('lists users and groups page by page, and says where the changes are of one who is gone', async () => {
    await using admin = await startAdmin();
    for (const name of ['zoe', 'yan', 'xul'])
      await db.run('contoso', {
        text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
               values ('contoso', gen_random_uuid(), $1, $1, false, '{}', 1, now(), now(), 'gen-3')`,
        values: [name],
      });

    const first = await admin.ask('/tenants/contoso/users?active=false&count=2');
    const second = await admin.ask(`/tenants/contoso/users?active=false&count=2&cursor=${first.body.next}`);
    const gone = await admin.ask(`/tenants/contoso/users/${randomUUID()}`);

    const names = ({ body }: { body: any }) => body.items.map(({ userName }: { userName: string }) => userName);
    expect([names(first), names(second), second.body.next]).toEqual([['xul', 'yan'], ['zoe'], null]);
    expect(gone).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('/changes shows what happened') },
    });
  });

  test('lists page by page, as far as it says', async () => {
    const ids: string[] = [];
    for (let times = 0; times < 5; times++) ids.push(await change());
    const [{ begins }] = (await db.run('contoso', {
      text: 'select min(at) as begins from provisioning_log where resource_id = $1',
      values: [ids[0]],
    })) as [{ begins: Date }];
    await using admin = await startAdmin();

    const found: string[] = [];
    const sizes: number[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor = next === '' ? '' : `&cursor=${next}`;
      const { body } = await admin.ask(`/tenants/contoso/changes?count=2&since=${begins.toISOString()}${cursor}`);
      found.push(...body.items.map(({ id }: { id: string }) => id));
      sizes.push(body.items.length);
      ({ next } = body);
    }

    expect(found).toEqual([...ids].reverse());
    expect(sizes).toEqual([2, 2, 1]);
  });

  test('lists the tenants page by page, by slug, and apart from them the tokens that read all', async () => {
    const registry = TenantRegistry.parse(
      JSON.stringify({
        tenants: ['c', 'a', 'e', 'b', 'd'].map((slug) => registryEntry(slug, newToken())),
        readers: [{ id: 'auditor-1', sha256: sha256(newToken()) }],
      }),
    );
    await note('a', 'auditor-1', new Date(LAST));
    await note('b', 'auditor-1', new Date('2026-11-29T14:00:00Z'));
    await using admin = await startAdmin(identifyByKey(KEY), registry);

    const pages = [];
    for (let next: string | null = ''; next !== null;) {
      const { body }: any = await admin.ask(`/tenants?count=2${next === '' ? '' : `&cursor=${next}`}`);
      pages.push(body.items.map(({ slug }: { slug: string }) => slug).join(''));
      ({ next } = body);
    }

    expect(pages).toEqual(['ab', 'cd', 'e']);
    expect((await admin.ask('/readers')).body).toEqual({
      items: [{ id: 'auditor-1', scope: 'read', expiresAt: null, knownSince: expect.any(String), lastUse: LAST }],
    });
  });

  test('lets an operator forget a person, and logs who did, under the request id of the answer', async () => {
    const id = await change();
    await using admin = await startAdmin();

    const { body, headers } = await admin.ask(`/tenants/contoso/users/${id}/forget`, KEY, 'POST');

    const { items } = (await admin.ask(`/tenants/contoso/users/${id}/changes?count=1`)).body;
    const requestId = headers.get('x-request-id');
    expect(body).toEqual({ entries: 1 });
    expect(admin.lines).toContainEqual(
      expect.objectContaining({
        ...{ requestId, principal: 'key', operation: 'forgetUser', tenant: 'contoso', resourceId: id },
        msg: 'admin request',
      }),
    );
    expect(items).toMatchObject([{ action: 'forget', requestId, tokenId: 'key' }]);
  });

  test('logs whom somebody wants forgotten before it tries', async () => {
    await using admin = await startAdmin(identifyByKey(KEY), CONTOSO, {
      forget: () => Promise.reject(new Error('the disk is full')),
    });
    const id = randomUUID();

    const { status } = await admin.ask(`/tenants/contoso/users/${id}/forget`, KEY, 'POST');

    expect(status).toBe(500);
    expect(admin.lines.map(({ msg }) => msg)).toEqual(['admin request', 'an admin request failed', 'request']);
    expect(admin.lines[0]).toMatchObject({ resourceId: id });
  });

  test('counts and logs unknown callers, and limits their rate', async () => {
    await using admin = await startAdmin();

    const statuses = new Map<number, number>();
    for (let times = 0; times < 130; times++) {
      const { status } = await admin.ask('/tenants', 'wrong');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }

    expect(statuses.get(401)).toBeLessThan(125);
    expect(statuses.get(429)).toBeGreaterThan(5);
    expect(admin.lines).toHaveLength(130);
    expect(admin.lines[0]).toMatchObject({ level: 40, route: 'GET /admin', status: 401 });
    expect((await admin.ask('/tenants')).status).toBe(200);
  });

  test.each([
    ['/tenants/fabrikam/changes', 404, "there is no tenant 'fabrikam'"],
    ['/tenant', 404, 'there is nothing at GET /admin/v1/tenant'],
    ['/tenants/contoso/changes?count=101', 400, 'count must be a whole number from 1 to 100'],
    [
      '/tenants/contoso/changes?cursor=x&since=14:00',
      400,
      'since must be a time such as 2026-11-01T14:00:00Z; cursor must be',
    ],
    ['/tenants/contoso/users?active=yes&cursor=*', 400, 'active must be true or false; cursor must be the `next`'],
    ['/tenants/contoso/users?name=%00', 400, 'name must not contain'],
    ['/tenants/contoso/names?type=User&name=%00', 400, 'name must not contain'],
    ['/streams?cursor=contoso/%00', 400, 'cursor must be the `next` of the previous page'],
    ['/tenants/contoso/changes?limit=5', 400, 'limit is no parameter'],
    ['/tenants/%ff', 400, 'the request cannot be read: check its URL'],
    ['/tenants/contoso/users/ann/changes', 400, 'id must be the id of a user or group'],
    ['/tenants/contoso/access?at=2000-01-01T00:00:00Z', 400, 'history does not reach back'],
  ])('fails for %s with %i and says why', async (path, status, detail) => {
    await using admin = await startAdmin();

    const answer = await admin.ask(path);

    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer).toMatchObject({ status, body: { status, detail: expect.stringContaining(detail) } });
  });

  test('fails with 403 for each change by an auditor', async () => {
    await using admin = await startAdmin(() => Promise.resolve({ id: 'somebody', roles: ['auditor'] }));
    const { body: document } = await admin.ask('/openapi.json');
    const changes = Object.keys(document.paths).filter((path) => 'post' in document.paths[path]);

    const statuses = [];
    for (const path of changes) {
      statuses.push((await admin.ask(path.replaceAll(/\{\w+\}/g, 'contoso'), KEY, 'POST')).status);
    }

    expect(changes).toHaveLength(7);
    expect(statuses).toEqual(changes.map(() => 403));
  });

  test.each(['', 'another-key'])('fails with 401 for the key %j', async (key) => {
    await using admin = await startAdmin();

    expect(await admin.ask('/tenants', key)).toMatchObject({ status: 401 });
  });

  test('is off unless it is configured', async () => {
    await using scim = await startScim(database);

    expect((await fetch(`${scim.url.replace('/scim/v2', ADMIN_PATH)}/tenants`)).status).toBe(404);
  });
});

describe('an access token of Entra', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  let authority: string;
  let identify: Identify;
  const server = createServer((_req, res) => {
    void exportJWK(publicKey).then((key) =>
      res.end(JSON.stringify({ keys: [{ ...key, kid: 'key-1', alg: 'RS256', use: 'sig' }] })),
    );
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    identify = identifyByEntra({ clientId: CLIENT, directoryId: DIRECTORY, authority });
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  interface Claims {
    readonly issuer?: string;
    readonly audience?: string;
    readonly roles?: unknown;
    readonly expires?: string;
    readonly key?: typeof privateKey;
  }

  const token = ({ issuer, audience = CLIENT, roles = ['auditor'], expires = '1h', key = privateKey }: Claims = {}) =>
    new SignJWT({ oid: 'some-person', roles })
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
      .setIssuer(issuer ?? `${authority}/${DIRECTORY}/v2.0`)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);

  test('lets an auditor read, and forget nobody', async () => {
    const id = await change();
    await using admin = await startAdmin(identify);

    expect(await admin.ask('/tenants', await token())).toMatchObject({ status: 200 });
    expect(await admin.ask(`/tenants/contoso/users/${id}/forget`, await token(), 'POST')).toMatchObject({
      status: 403,
      body: { detail: "this needs the app role 'operator' of the application in Entra" },
    });
  });

  test.each<[string, Claims]>([
    ['version 1 of the endpoint', { issuer: `https://sts.windows.net/${DIRECTORY}/`, audience: `api://${CLIENT}` }],
    ['an operator', { roles: ['operator', 'other'] }],
  ])('of %s is accepted', async (_whose, claims) => {
    await using admin = await startAdmin(identify);

    expect(await admin.ask('/tenants', await token(claims))).toMatchObject({ status: 200 });
  });

  test.each<[string, Claims, number]>([
    ['another application', { audience: randomUUID() }, 401],
    ['another directory', { issuer: 'https://sts.windows.net/another/' }, 401],
    ['yesterday', { expires: '-1h' }, 401],
    ['somebody with a key of their own', { key: stranger }, 401],
    ['somebody without a role', { roles: [] }, 403],
    ['somebody with a role of another application', { roles: 'operator' }, 403],
  ])('fails when it is of %s', async (_whose, claims, status) => {
    await using admin = await startAdmin(identify);

    expect(await admin.ask('/tenants', await token(claims))).toMatchObject({ status });
  });

  test('fails with 503 while the keys of Entra cannot be had, since nobody is known to be wrong', async () => {
    const nowhere = identifyByEntra({ clientId: CLIENT, directoryId: DIRECTORY, authority: 'http://127.0.0.1:1' });
    await using admin = await startAdmin(nowhere);

    for (let times = 0; times < 3; times++) {
      expect(await admin.ask('/tenants', await token())).toMatchObject({ status: 503 });
    }
    expect(admin.lines.filter(({ level }) => level === 50)).toMatchObject([
      { msg: 'nobody can use the admin API: the signing keys of Entra are not available' },
    ]);
  });
});
