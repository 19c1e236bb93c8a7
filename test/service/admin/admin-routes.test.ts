import { randomUUID } from 'node:crypto';

import Ajv from 'ajv/dist/2020';

import { ADMIN_PATH } from '../../../service/admin/schemas';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { Database } from '../../../service/storage/connections/database';
import { SqlPositions } from '../../../service/storage/history/sql-positions';
import type { Failure } from '../../../service/streams/positions';
import { change, KEY, note, startAdmin } from '../../support/admin';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken, startScim } from '../../support/scim-client';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

describe('the admin API', () => {
  test('answers each question in the form that its description promises', async () => {
    const id = await change(db);
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
    await note(db, 'contoso', 'gen-1', new Date('2026-11-30T14:00:00Z'));
    const registry = TenantRegistry.parse(
      JSON.stringify({ tenants: [registryEntry('contoso', newToken(), { streams: [STREAM] })] }),
    );
    const key = { tenant: 'contoso', stream: 'product' };
    const [positions, lease] = [new SqlPositions(db), { ...key, holder: randomUUID() }];
    await positions.begin(key, 'c0');
    await positions.take(lease);
    await positions.fail(lease, FAILED);
    await using admin = await startAdmin(database, db, { registry });
    const { body: document } = await admin.ask('/openapi.json', '');
    // References are resolved from the root of the document, as every reader of OpenAPI does.
    const ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(document, 'openapi');

    const gets = [
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
      '/tenants/contoso/streams/product/deliveries',
    ];
    const posts = [
      '/tenants/contoso/streams/product/pause',
      '/tenants/contoso/streams/product/resume',
      '/tenants/contoso/streams/product/replay?from=now',
      `/tenants/contoso/users/${id}/forget`,
    ];
    const answered = [];
    for (const [method, path] of [
      ...gets.map((each) => ['get', each] as const),
      ...posts.map((each) => ['post', each] as const),
    ]) {
      const { status, body } = await admin.ask(path, KEY, method.toUpperCase());
      const described = Object.keys(document.paths).find((each) =>
        new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.replace(/\?.*/, '')),
      );
      const place = ['paths', described ?? '', method, 'responses', '200', 'content', 'application/json', 'schema'];
      const schema = { $ref: `openapi#/${place.map(inPointer).join('/')}` };
      answered.push(`${method} ${described}`);

      expect({ path, status, flaws: ajv.validate(schema, body) ? null : ajv.errors }).toEqual({
        path,
        status: 200,
        flaws: null,
      });
    }
    const all = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const ofPortal = ['portal-links', 'tokens/{token}/revoke', 'scim/disable'].map(
      (each) => `post /tenants/{tenant}/${each}`,
    );
    expect(document.openapi).toBe('3.1.0');
    expect(answered.concat(ofPortal).sort()).toEqual(all.sort());
  });

  test('describes each failure in the form in which it is answered', async () => {
    await using admin = await startAdmin(database, db);
    const { body: document } = await admin.ask('/openapi.json', '');
    const ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(document, 'openapi');

    const { body } = await admin.ask('/tenants/fabrikam');

    expect(ajv.validate({ $ref: 'openapi#/components/schemas/Problem' }, body)).toBe(true);
  });

  test('counts and logs unknown callers, and limits their rate', async () => {
    await using admin = await startAdmin(database, db);

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
    ['/tenants/contoso/names?type=User&name=', 400, 'name must not be empty'],
    ['/tenants/contoso/names', 400, 'type is missing; name is missing'],
    ['/tenants/contoso/changes?count=1&count=2', 400, 'count must be given once'],
    ['/tenants/contoso/changes?limit=5', 400, 'limit is no parameter'],
    ['/tenants/%ff', 400, 'the request cannot be read: check its URL'],
    ['/tenants/contoso/users/ann/changes', 400, 'id must be the id of a user or group'],
    ['/tenants/contoso/access?at=2000-01-01T00:00:00Z', 400, 'history does not reach back'],
  ])('fails for %s with %i and says why', async (path, status, detail) => {
    await using admin = await startAdmin(database, db);

    const answer = await admin.ask(path);

    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer).toMatchObject({ status, body: { status, detail: expect.stringContaining(detail) } });
  });

  test('fails with 403 for each change by an auditor, and logs who asked', async () => {
    await using admin = await startAdmin(database, db, {
      identify: () => Promise.resolve({ id: 'somebody', roles: ['auditor'] }),
    });
    const { body: document } = await admin.ask('/openapi.json');
    const changes = Object.keys(document.paths).filter((path) => 'post' in document.paths[path]);

    const statuses = [];
    for (const path of changes) {
      statuses.push((await admin.ask(path.replaceAll(/\{\w+\}/g, 'contoso'), KEY, 'POST')).status);
    }

    expect(changes).toHaveLength(7);
    expect(statuses).toEqual(changes.map(() => 403));
    expect(admin.lines.filter(({ msg }) => msg === 'admin request refused')).toEqual(
      changes.map((path) =>
        expect.objectContaining({
          ...{ level: 40, principal: 'somebody', operation: document.paths[path].post.operationId },
          requestId: expect.any(String),
        }),
      ),
    );
  });

  test.each(['', 'another-key'])('fails with 401 for the key %j', async (key) => {
    await using admin = await startAdmin(database, db);

    expect(await admin.ask('/tenants', key)).toMatchObject({ status: 401 });
  });

  test('is off unless it is configured', async () => {
    await using scim = await startScim(database);

    expect((await fetch(`${scim.url.replace('/scim/v2', ADMIN_PATH)}/tenants`)).status).toBe(404);
  });
});

const STREAM = { name: 'product', delivery: 'webhook', url: 'https://app.example.com/hooks', secrets: ['stream-1'] };

const AT = new Date('2026-11-30T14:00:00Z');

const FAILED: Failure = {
  ...{ cursor: 'c0', behindSince: AT, failures: 3, failingSince: AT, reason: 'it answered 500', pauseSeconds: 60 },
  attempts: [
    {
      ...{ at: new Date(), eventId: 'e1', eventType: 'user.deleted', outcome: 'failed' },
      status: 500,
      ms: 7,
      reason: 'x',
    },
  ],
};

/** A step of a JSON pointer in a URI fragment. */
function inPointer(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}
