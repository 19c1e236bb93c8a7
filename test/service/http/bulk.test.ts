import { RefusalLog } from '../../../service/outcomes/refusal-log';
import { Database } from '../../../service/storage/connections/database';
import { appendRefusals } from '../../../service/storage/history/append-refusals';
import { SqlHistory } from '../../../service/storage/history/sql-history';
import { useDatabase } from '../../support/postgres';
import { silentLog, startScim } from '../../support/scim-client';

const database = useDatabase();
const bulk = (...Operations: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
  Operations,
});
const postUser = (bulkId: string, data: object) => ({ method: 'POST', path: '/Users', bulkId, data });
const POST_TEAM_OF_ANN = {
  method: 'POST',
  path: '/Groups',
  bulkId: 'team',
  data: { displayName: 'Team', members: [{ value: 'bulkId:ann' }] },
};
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('a bulk request', () => {
  test('creates, changes and deletes in one go', async () => {
    await using scim = await startScim(database);
    const { body: bob } = await scim.send('POST', '/Users', { userName: 'bob' });
    const { body: carl } = await scim.send('POST', '/Users', { userName: 'carl' });

    const { status, body } = await scim.send(
      'POST',
      '/Bulk',
      bulk(
        postUser('ann', { userName: 'ann' }),
        {
          method: 'patch',
          path: `/Users/${bob.id}`,
          data: { Operations: [{ op: 'add', path: 'title', value: 'Dev' }] },
        },
        { method: 'PUT', path: `/Users/${bob.id}`, version: 'W/"2"', data: { userName: 'bobby' } },
        { method: 'DELETE', path: `/Users/${carl.id}` },
      ),
    );

    expect(status).toBe(200);
    expect(body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:BulkResponse']);
    expect(body.Operations).toEqual([
      {
        method: 'POST',
        bulkId: 'ann',
        location: expect.stringMatching(/\/Users\/[0-9a-f-]{36}$/),
        version: 'W/"1"',
        status: '201',
      },
      { method: 'PATCH', location: bob.meta.location, version: 'W/"2"', status: '200' },
      { method: 'PUT', location: bob.meta.location, version: 'W/"3"', status: '200' },
      { method: 'DELETE', location: carl.meta.location, status: '204' },
    ]);
    const { body: users } = await scim.send('GET', '/Users?sortBy=userName');
    expect(users.Resources.map(({ userName }: any) => userName)).toEqual(['ann', 'bobby']);
  });

  test('is one request in history: its changes and refused operations have the request id of the answer', async () => {
    const db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
    const history = new SqlHistory(db);
    const refusals = new RefusalLog(
      (tenant, each) => appendRefusals(db, tenant, each),
      silentLog(),
      () => new Date(),
    );
    await using scim = await startScim(database, { overrides: { onOutcome: refusals.onOutcome } });
    const created = await scim.send('POST', '/Users', { userName: 'bob', roles: [{ value: 'account_reviewer' }] });
    const { id: bob } = created.body;

    const { headers, body } = await scim.send(
      'POST',
      '/Bulk',
      bulk(
        POST_TEAM_OF_ANN,
        postUser('ann', { userName: 'ann' }),
        { method: 'PUT', path: `/Users/${bob}`, data: { userName: 'bob', roles: [{ value: 'data_steward' }] } },
        { method: 'PATCH', path: `/Users/${bob}`, data: { Operations: [{ op: 'replace', path: 'active', value: 7 }] } },
        { method: 'DELETE', path: `/Users/${bob}` },
      ),
    );
    await refusals.close();
    const { items } = await history.changes(scim.tenant, { count: 100 });
    const refused = (await history.refusals(scim.tenant, { count: 100 })).items;
    await db.close();

    expect(body.Operations.map(({ status }: { status: string }) => status)).toEqual([
      '201',
      '201',
      '200',
      '400',
      '204',
    ]);
    const by = { requestId: headers.get('x-request-id'), tokenId: 'gen-1' };
    expect(items.slice(0, -1)).toMatchObject([
      { ...by, action: 'delete', name: 'bob', changes: { role: { before: 'data_steward' } } },
      {
        ...by,
        action: 'change',
        name: 'bob',
        changes: { role: { before: 'account_reviewer', after: 'data_steward' } },
      },
      { ...by, action: 'change', name: 'Team', changes: { members: { added: [{ name: 'ann' }] } } },
      { ...by, action: 'create', name: 'Team' },
      { ...by, action: 'create', name: 'ann' },
    ]);
    expect(items.at(-1)?.requestId).toBe(created.headers.get('x-request-id'));
    expect(refused).toMatchObject([{ ...by, route: 'POST /Bulk: PATCH /Users/{id}', resourceId: bob, status: 400 }]);
    expect(refused[0]?.detail).toContain('active must be true or false; got …');
  });

  test('replaces references to what other operations create, later ones included', async () => {
    await using scim = await startScim(database);

    const { body } = await scim.send(
      'POST',
      '/Bulk',
      bulk(
        POST_TEAM_OF_ANN,
        postUser('ann', { userName: 'ann', [ENTERPRISE]: { manager: { value: 'bulkId:boss' } } }),
        postUser('boss', { userName: 'boss' }),
        {
          method: 'PATCH',
          path: '/Groups/bulkId:team',
          data: { Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:boss' }] }] },
        },
      ),
    );

    expect(body.Operations.map((one: any) => [one.bulkId, one.status])).toEqual([
      ['team', '201'],
      ['ann', '201'],
      ['boss', '201'],
      [undefined, '200'],
    ]);
    const { body: groups } = await scim.send('GET', '/Groups');
    expect(groups.Resources[0].members.map(({ display }: any) => display).sort()).toEqual(['ann', 'boss']);
    const { body: ann } = await scim.send('GET', '/Users?filter=userName+eq+%22ann%22');
    const { body: boss } = await scim.send('GET', '/Users?filter=userName+eq+%22boss%22');
    expect(ann.Resources[0][ENTERPRISE].manager.value).toBe(boss.Resources[0].id);
  });

  test('answers each failed operation with its error, and carries out the others', async () => {
    await using scim = await startScim(database);

    const { body } = await scim.send(
      'POST',
      '/Bulk',
      bulk(
        postUser('a', { userName: 'ann' }),
        postUser('b', { userName: 'ANN' }),
        postUser('c', { displayName: 'nobody' }),
        { method: 'DELETE', path: '/Users/nobody' },
        { method: 'POST', path: '/Robots', bulkId: 'd', data: {} },
        { method: 'DELETE', path: '/Users' },
        { method: 'PATCH', path: '/Users/bulkId:b', data: { Operations: [] } },
        { method: 'PATCH', path: '/Users/bulkId:nothing', data: { Operations: [] } },
        postUser('e', { userName: 'bob' }),
        { method: 'PUT', path: '/Groups/7', data: {} },
      ),
    );

    expect(body.Operations.map(({ status, response }: any) => [status, response?.scimType])).toEqual([
      ['201', undefined],
      ['409', 'uniqueness'],
      ['400', 'invalidValue'],
      ['404', undefined],
      ['404', undefined],
      ['405', undefined],
      ['400', 'invalidValue'],
      ['400', 'invalidValue'],
      ['201', undefined],
      ['400', 'invalidValue'],
    ]);
    expect(body.Operations.map(({ location }: any) => location)).toEqual([
      expect.stringContaining('/Users/'),
      ...[undefined, undefined, `${scim.url}/Users/nobody`, undefined, undefined],
      ...[`${scim.url}/Users/bulkId:b`, `${scim.url}/Users/bulkId:nothing`],
      expect.stringContaining('/Users/'),
      `${scim.url}/Groups/7`,
    ]);
    expect(body.Operations[6].response.detail).toBe('bulkId:b refers to nothing that this request created');
  });

  test('stops after failOnErrors errors, and leaves out the rest', async () => {
    await using scim = await startScim(database);
    const operations = [
      postUser('a', {}),
      postUser('b', { userName: 'b' }),
      postUser('c', {}),
      postUser('d', { userName: 'd' }),
    ];

    const { body } = await scim.send('POST', '/Bulk', { failOnErrors: 2, ...bulk(...operations) });

    expect(body.Operations.map(({ bulkId, status }: any) => [bulkId, status])).toEqual([
      ['a', '400'],
      ['b', '201'],
      ['c', '400'],
    ]);
    expect((await scim.send('GET', '/Users')).body.totalResults).toBe(1);
  });

  test.each(['entra', 'rfc'])(
    'creates users who manage each other, or themselves, for the profile %s',
    async (profile) => {
      await using scim = await startScim(database, { tenant: { profile } });
      const managed = (by: string) => ({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
        [ENTERPRISE]: { department: 'Data', manager: { value: `bulkId:${by}` } },
      });

      const { body } = await scim.send(
        'POST',
        '/Bulk',
        bulk(
          postUser('a', { userName: 'a', ...managed('b') }),
          postUser('b', { userName: 'b', ...managed('a') }),
          postUser('c', { userName: 'c', ...managed('c') }),
        ),
      );

      expect(body.Operations.map(({ status, version }: any) => [status, version])).toEqual([
        ['201', 'W/"1"'],
        ['201', 'W/"2"'],
        ['201', 'W/"2"'],
      ]);
      const { body: users } = await scim.send('GET', '/Users?sortBy=userName');
      const [a, b, c] = users.Resources.map(({ id }: any) => id as string);
      expect(users.Resources.map((one: any) => one[ENTERPRISE])).toEqual(
        [b, a, c].map((value) => ({ department: 'Data', manager: { value } })),
      );
    },
  );

  test('reports a user who was created without a manager that could not be created', async () => {
    await using scim = await startScim(database);
    const managed = (by: string) => ({ [ENTERPRISE]: { manager: { value: `bulkId:${by}` } } });

    const { body } = await scim.send(
      'POST',
      '/Bulk',
      bulk(postUser('a', { ...managed('b') }), postUser('b', { userName: 'b', ...managed('a') })),
    );

    const { body: users } = await scim.send('GET', '/Users');
    const [, b] = body.Operations;
    expect([b.status, b.location]).toEqual(['400', users.Resources[0].meta.location]);
    expect(b.response.detail).toBe(
      `created, but without ${ENTERPRISE}: bulkId:a refers to nothing that this request created`,
    );
  });

  test('leaves a resource as the last of several changes made it, whatever the others refer to', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const put = (data: object) => ({ method: 'PUT', path: `/Users/${ann.id}`, data: { userName: 'ann', ...data } });

    const { body } = await scim.send(
      'POST',
      '/Bulk',
      bulk(
        put({ title: 'first', [ENTERPRISE]: { manager: { value: 'bulkId:boss' } } }),
        postUser('boss', { userName: 'boss' }),
        put({ title: 'second' }),
      ),
    );

    expect(body.Operations.map(({ version }: any) => version)).toEqual(['W/"2"', 'W/"1"', 'W/"3"']);
    expect((await scim.send('GET', `/Users/${ann.id}`)).body.title).toBe('second');
  });

  test('removes a member who is chosen in brackets', async () => {
    await using scim = await startScim(database);

    const { body } = await scim.send(
      'POST',
      '/Bulk',
      bulk(POST_TEAM_OF_ANN, postUser('ann', { userName: 'ann', title: 'bulkId:none' }), {
        method: 'PATCH',
        path: '/Groups/bulkId:team',
        data: { Operations: [{ op: 'remove', path: 'members[value eq "bulkId:ann"]' }] },
      }),
    );

    expect(body.Operations.map(({ status }: any) => status)).toEqual(['201', '201', '200']);
    expect((await scim.send('GET', '/Groups')).body.Resources[0]).not.toHaveProperty('members');
  });

  test.each([
    [{}, 400, 'a bulk request must be an object with a list of Operations'],
    [
      bulk({ method: 'GET', path: '/Users' }),
      400,
      'Operations[0] must have the method POST, PUT, PATCH or DELETE; got "GET"',
    ],
    [bulk({ method: 'POST', path: '/Users', data: {} }), 400, 'Operations[0] is a POST and needs a bulkId'],
    [
      bulk({ method: 'DELETE', path: '/Users/1', version: 3 }),
      400,
      'Operations[0] must have an entity tag such as W/"1" as its version; got 3',
    ],
    [bulk({ method: 'DELETE' }), 400, 'Operations[0] must have a path'],
    [{ ...bulk(), failOnErrors: 0 }, 400, 'failOnErrors must be a whole number from 1'],
    [bulk(...Array.from({ length: 1001 }, () => ({}))), 413, 'a bulk request may have up to 1000 operations; got 1001'],
  ])('fails as a whole when it cannot be read', async (body, status, detail) => {
    await using scim = await startScim(database);

    const answer = await scim.send('POST', '/Bulk', body);

    expect([answer.status, answer.body.detail]).toEqual([status, detail]);
  });
});
