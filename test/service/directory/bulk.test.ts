import { Budget } from '../../../service/directory/budget';
import { runBulk } from '../../../service/directory/bulk';
import type { BulkOutcome } from '../../../service/directory/bulk-operation';
import type { ResourceDirectory } from '../../../service/directory/resource-directory';
import { readBulk } from '../../../service/scim/bulk';
import { ScimError } from '../../../service/scim/error';
import { isObject } from '../../../service/scim/json';
import { ENTRA_PROFILE } from '../../../service/scim/profile';
import { PATCH_OP } from '../../../service/scim/required-schemas';
import type { Resource } from '../../../service/scim/resource';
import { GROUP, USER } from '../../../service/scim/resource-type';

const post = (bulkId: string, data: object = {}, path = '/Users') => ({ method: 'POST', path, bulkId, data });
const explain = (error: unknown) => (error instanceof ScimError ? error : new ScimError(500, String(error)));

/** A directory that records all calls, and refuses a body with `fails`. */
function recorder(name: string, calls: unknown[][]): ResourceDirectory {
  let count = 0;
  const resource = (id: string): Resource => ({
    id,
    attributes: {},
    version: 1,
    created: new Date(0),
    lastModified: new Date(0),
  });
  const record = (method: string, id: string, body: unknown, options: object) => {
    calls.push([`${method} ${name} ${id}`.trim(), body, options]);
    if (isObject(body) && 'fails' in body) throw ScimError.badRequest('invalidValue', 'refused');
    return Promise.resolve(resource(id || `${name}-${++count}`));
  };
  return {
    create: async (body, options) => record('create', '', body, options),
    replace: async (id, body, options) => record('replace', id, body, options),
    patch: async (id, body, options) => record('patch', id, body, options),
    remove: async (id, options) => {
      await record('remove', id, undefined, options);
    },
    get: () => Promise.reject(new Error('a bulk request reads nothing')),
    search: () => Promise.reject(new Error('a bulk request reads nothing')),
  };
}

/** Runs operations, and returns the calls to the directories and the outcomes. */
async function run(operations: object[], failOnErrors?: number) {
  const calls: unknown[][] = [];
  const targets = [
    { type: USER, directory: recorder('user', calls) },
    { type: GROUP, directory: recorder('group', calls) },
  ];
  const outcomes = await runBulk(
    readBulk({ Operations: operations, failOnErrors }, ENTRA_PROFILE),
    targets,
    new Budget(),
    explain,
  );
  return { calls, outcomes, asked: calls.map(([call]) => call), results: outcomes.map(resultOf) };
}

function resultOf({ operation: { bulkId, path }, type, id, resource, error }: BulkOutcome): string {
  const name = bulkId ?? path;
  return error ? `${name}: ${error.status} ${error.message}` : `${name}: ${type?.name} ${id}${resource ? '' : ' gone'}`;
}

describe('an operation', () => {
  test('goes to the directory of its endpoint', async () => {
    const { calls, results } = await run([
      post('a', { userName: 'ann' }),
      post('b', { displayName: 'Team' }, '/Groups'),
      { method: 'PUT', path: '/Users/1', data: { userName: 'x' } },
      { method: 'PATCH', path: '/Groups/2', data: { Operations: [] } },
      { method: 'DELETE', path: '/Users/3' },
    ]);

    const alone = { related: false };
    expect(calls).toEqual([
      ['create user', { userName: 'ann' }, alone],
      ['create group', { displayName: 'Team' }, alone],
      ['replace user 1', { userName: 'x' }, alone],
      ['patch group 2', { Operations: [] }, alone],
      ['remove user 3', undefined, alone],
    ]);
    expect(results).toEqual([
      'a: User user-1',
      'b: Group group-1',
      '/Users/1: User 1',
      '/Groups/2: Group 2',
      '/Users/3: User 3 gone',
    ]);
  });

  test('requires the version that it names', async () => {
    const { calls } = await run([{ method: 'DELETE', path: '/Users/3', version: 'W/"2"' }]);

    const { ifMatch } = calls[0]?.[2] as { ifMatch: (resource: { version: number }) => boolean };
    expect([ifMatch({ version: 2 }), ifMatch({ version: 3 })]).toEqual([true, false]);
  });

  test.each([
    [post('a', {}, '/Robots'), 'a: 404 there is nothing at /Robots; the endpoints are /Users and /Groups'],
    [post('a', {}, '/UsersX'), 'a: 404 there is nothing at /UsersX; the endpoints are /Users and /Groups'],
    [post('a', {}, '/Users/1'), 'a: 405 POST does not apply to /Users/1'],
    [{ method: 'DELETE', path: '/Users' }, '/Users: 405 DELETE does not apply to /Users'],
    [{ method: 'PUT', path: '/Users/' }, '/Users/: 405 PUT does not apply to /Users/'],
    [post('a', { fails: true }), 'a: 400 refused'],
    [{ method: 'PUT', path: '/Users/1', data: { fails: true } }, '/Users/1: 400 refused'],
  ])('fails alone: %j', async (operation, expected) => {
    const { results } = await run([operation, post('z')]);

    expect(results).toEqual([expected, 'z: User user-1']);
  });

  test.each([
    [{ method: 'PUT', path: '/Users/1', data: { fails: true } }, 'User 1'],
    [{ method: 'PATCH', path: '/Groups/2', data: { fails: true } }, 'Group 2'],
    [{ method: 'PATCH', path: '/Users/bulkId:first', data: { fails: true } }, 'User user-1'],
    [{ method: 'PATCH', path: '/Users/bulkId:ghost', data: {} }, 'User bulkId:ghost'],
    [{ method: 'DELETE', path: '/Users' }, undefined],
    [{ method: 'DELETE', path: '/Robots/1' }, undefined],
    [post('a', { fails: true }), undefined],
    [post('a', {}, '/Users/1'), undefined],
  ])('that fails names its resource, unless it creates one: %j', async (operation, expected) => {
    const { outcomes } = await run([post('first'), operation]);

    const { type, id, error } = outcomes[1] ?? {};
    expect(error).toBeInstanceOf(ScimError);
    expect(type && `${type.name} ${id}`).toBe(expected);
  });

  test('may end with a slash where it creates', async () => {
    expect((await run([post('a', {}, '/Users/')])).results).toEqual(['a: User user-1']);
  });
});

const member = (bulkId: string) => ({ members: [{ value: `bulkId:${bulkId}` }] });

describe('a reference', () => {
  test('follows the operations that it refers to, directly and indirectly', async () => {
    const { calls, results } = await run([
      { method: 'PATCH', path: '/Groups/bulkId:team', data: { members: 'bulkId:bob' } },
      post('team', member('ann'), '/Groups'),
      post('ann', { manager: 'bulkId:bob' }),
      post('bob'),
    ]);

    expect(calls.map(([call, body]) => [call, body])).toEqual([
      ['create user', {}],
      ['create user', { manager: 'user-1' }],
      ['create group', { members: [{ value: 'user-2' }] }],
      ['patch group group-1', { members: 'user-1' }],
    ]);
    expect(results).toEqual([
      '/Groups/bulkId:team: Group group-1',
      'team: Group group-1',
      'ann: User user-2',
      'bob: User user-1',
    ]);
  });

  test.each([
    [
      'a change by another change',
      [
        { method: 'PUT', path: '/Users/1', data: { manager: 'bulkId:ann' } },
        post('ann'),
        { method: 'PUT', path: '/Users/1', data: {} },
      ],
      ['create user', 'replace user 1', 'replace user 1'],
    ],
    [
      'a change by a removal',
      [
        { method: 'PATCH', path: '/Users/1', data: { manager: 'bulkId:ann' } },
        { method: 'DELETE', path: '/Users/1' },
        post('ann'),
      ],
      ['create user', 'patch user 1', 'remove user 1'],
    ],
    [
      'a group by the removal of its member',
      [post('team', member('ann'), '/Groups'), post('ann'), { method: 'DELETE', path: '/Users/bulkId:ann' }],
      ['create user', 'create group', 'remove user user-1'],
    ],
  ])('does not let operations overtake each other: %s', async (_what, operations, expected) => {
    const { asked } = await run(operations);

    expect(asked).toEqual(expected);
  });

  test('fails when it leads to nothing, or to what failed', async () => {
    const { outcomes, results, asked } = await run([
      post('team', member('ghost'), '/Groups'),
      post('crew', member('ann'), '/Groups'),
      post('ann', { fails: true }),
    ]);

    expect(outcomes.map(({ error }) => error?.scimType)).toEqual(Array(3).fill('invalidValue'));
    expect(results).toEqual([
      'team: 400 bulkId:ghost refers to nothing that this request created',
      'crew: 400 bulkId:ann refers to nothing that this request created',
      'ann: 400 refused',
    ]);
    expect(asked).toEqual(['create user']);
  });

  test('waits only for a resource created under a name, not for a changed one', async () => {
    const { results } = await run([
      { method: 'PATCH', path: '/Users/bulkId:ann', bulkId: 'later', data: {} },
      { method: 'PATCH', path: '/Users/1', bulkId: 'ann', data: {} },
    ]);

    expect(results).toEqual(['later: 400 bulkId:ann refers to nothing that this request created', 'ann: User 1']);
  });

  test('refers to the resource created under a name, even if another one was changed under it before', async () => {
    const { asked } = await run([
      { method: 'PATCH', path: '/Users/1', bulkId: 'ann', data: {} },
      { method: 'PATCH', path: '/Users/bulkId:ann', data: {} },
      post('ann'),
    ]);

    expect(asked).toEqual(['patch user 1', 'create user', 'patch user user-1']);
  });

  test('does not lead to what could not be changed under its name', async () => {
    const { results } = await run([
      { method: 'PATCH', path: '/Users/1', bulkId: 'ann', data: { fails: true } },
      { method: 'PATCH', path: '/Users/bulkId:ann', data: {} },
    ]);

    expect(results).toEqual([
      'ann: 400 refused',
      '/Users/bulkId:ann: 400 bulkId:ann refers to nothing that this request created',
    ]);
  });
});

describe('references in a circle', () => {
  const mutual = [
    post('a', { userName: 'ann', manager: 'bulkId:b' }),
    post('b', { userName: 'bob', manager: 'bulkId:a' }),
  ];
  const add = (value: object) => ({ schemas: [PATCH_OP], Operations: [{ op: 'add', value }] });

  test('are added once the others exist', async () => {
    const { calls, results } = await run([...mutual, post('z')]);

    expect(calls.map(([call, body]) => [call, body])).toEqual([
      ['create user', { userName: 'bob' }],
      ['create user', { userName: 'ann', manager: 'user-1' }],
      ['patch user user-1', add({ manager: 'user-2' })],
      ['create user', {}],
    ]);
    expect(results).toEqual(['a: User user-2', 'b: User user-1', 'z: User user-3']);
  });

  test('among several are added as soon as possible', async () => {
    const { calls } = await run([
      post('a', { manager: 'bulkId:b', members: ['bulkId:c'] }),
      post('b', { manager: 'bulkId:c' }),
      post('c', { members: ['bulkId:a', 'bulkId:b'] }),
    ]);

    expect(calls.map(([call, body]) => [call, body])).toEqual([
      ['create user', {}],
      ['create user', { manager: 'user-1' }],
      ['create user', { manager: 'user-2', members: ['user-1'] }],
      ['patch user user-1', add({ members: ['user-3', 'user-2'] })],
    ]);
  });

  test('of a resource to itself are added', async () => {
    const { asked, outcomes } = await run([post('a', { manager: 'bulkId:a' })]);

    expect(asked).toEqual(['create user', 'patch user user-1']);
    expect(outcomes).toMatchObject([
      { operation: { bulkId: 'a', method: 'POST' }, id: 'user-1', resource: { id: 'user-1' } },
    ]);
  });

  test('are added before anything else is done with the resource', async () => {
    const { asked } = await run([{ method: 'DELETE', path: '/Users/bulkId:b' }, ...mutual]);

    expect(asked.slice(-2)).toEqual(['patch user user-1', 'remove user user-2']);
  });

  test('that lead to something that failed are reported, with the location of the resource', async () => {
    const [a, b] = mutual;
    const { results, outcomes } = await run([{ ...a, data: { ...a?.data, fails: true } }, { ...b }]);

    expect(results).toEqual([
      'a: 400 refused',
      'b: 400 created, but without manager: bulkId:a refers to nothing that this request created',
    ]);
    expect(outcomes.map(({ type, id }) => type && id)).toEqual([undefined, 'user-1']);
  });

  test('that lead to something left out by failOnErrors are reported', async () => {
    const { results } = await run(
      [
        post('a', { members: ['bulkId:b', 'bulkId:c'] }),
        post('b', { manager: 'bulkId:a' }),
        post('c', { fails: true }),
      ],
      1,
    );

    expect(results).toEqual([
      'b: 400 created, but without manager: bulkId:a refers to nothing that this request created',
      'c: 400 refused',
    ]);
  });
});

describe('failOnErrors', () => {
  const fails = (bulkId: string) => post(bulkId, { fails: true });

  test.each([
    [undefined, ['a', 'b', 'c', 'd']],
    [1, ['a']],
    [2, ['a', 'b', 'c']],
    [3, ['a', 'b', 'c', 'd']],
  ])('of %j stops after as many errors', async (failOnErrors, carriedOut) => {
    const { outcomes, calls } = await run([fails('a'), post('b'), fails('c'), post('d')], failOnErrors);

    expect(outcomes.map(({ operation }) => operation.bulkId)).toEqual(carriedOut);
    expect(calls).toHaveLength(carriedOut.length);
  });

  test('leaves out what refers to something that failed, too', async () => {
    const { results } = await run([post('team', member('ann'), '/Groups'), post('z'), fails('ann')], 1);

    expect(results).toEqual(['ann: 400 refused']);
  });
});
