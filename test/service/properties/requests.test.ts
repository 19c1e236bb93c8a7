import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { v7 as uuidV7 } from 'uuid';

import { trickyText } from '../../support/arbitrary';
import { useDatabase } from '../../support/postgres';
import { type Answer, type RunningScim, type ScimClient, startScim } from '../../support/scim-client';

const database = useDatabase();

/** Placeholders in requests, which stand for existing users, groups and cursors. */
const PLACEHOLDERS = ['{user}', '{inactive}', '{group}', '{cursor}'] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];
type Known = Readonly<Record<Placeholder, string>>;

const known = fc.constantFrom<Placeholder>(...PLACEHOLDERS);
const resource = fc.constantFrom('/Users/{user}', '/Users/{inactive}', '/Groups/{group}');

/** A string that is too long for an index entry, even after compression. */
const LONG = Array.from({ length: 250 }, (_, index) => createHash('sha256').update(`${index}`).digest('hex')).join('');

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const name = fc.constantFrom(
  ...['userName', 'displayName', 'active', 'emails', 'roles', 'members', 'groups', 'id', 'meta', 'schemas', 'password'],
  ...[
    'value',
    'type',
    'primary',
    '$ref',
    'display',
    'name',
    'externalId',
    'name.givenName',
    'emails[type eq "work"].value',
  ],
  ...[
    'Operations',
    'op',
    'path',
    'method',
    'bulkId',
    'data',
    'failOnErrors',
    'filter',
    'sortBy',
    'count',
    'cursor',
    'attributes',
  ],
  ...['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', '__proto__', 'constructor', 'toString', ''],
);

/** JSON of any shape, with some names and values that the service knows. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    trickyText,
    known,
    fc.constantFrom(
      null,
      true,
      false,
      0,
      -1,
      1.5,
      1e300,
      '',
      '\0',
      '\ud800',
      'True',
      '{"value":"x"}',
      'bulkId:a',
      '/Users',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const operation = fc.record(
  {
    op: fc.constantFrom('add', 'Replace', 'remove', 'move', 7),
    path: fc.oneof(
      fc.constantFrom(
        'displayName',
        'emails',
        'emails[type eq "work"]',
        'emails[type eq "work"].value',
        'members',
        'roles',
      ),
      fc.constantFrom(
        'members[value eq "x"]',
        'members[value eq "{user}"]',
        'members[value eq "{user}" or value eq "{inactive}"]',
        'name.givenName',
        'active',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      ),
      fc.constantFrom(
        'emails[',
        'emails[]',
        'emails[type eq]',
        '[',
        ']',
        'id',
        'meta.created',
        'a'.repeat(300),
        '__proto__',
      ),
      trickyText,
    ),
    value: fc.oneof(json, fc.array(fc.record({ value: known }), { maxLength: 3 }), fc.boolean()),
  },
  { requiredKeys: [] },
);

const soundOperation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constantFrom('Add', 'replace'),
      path: fc.constant('displayName'),
      value: trickyText,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constantFrom('Add', 'Remove', 'Replace'),
      path: fc.constant('members'),
      value: fc.tuple(fc.record({ value: fc.constantFrom('{user}', '{inactive}') })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constantFrom('Add', 'replace'),
      path: fc.constantFrom(...['emails', 'phoneNumbers'].map((list) => `${list}[value eq "${LONG}"].type`)),
      value: fc.constantFrom('work', 'home'),
    }),
  },
);

const patch = fc.record({
  Operations: fc.oneof(fc.array(soundOperation, { maxLength: 3 }), fc.array(operation, { maxLength: 4 })),
});
const user = fc.record(
  {
    userName: trickyText,
    externalId: trickyText,
    active: fc.boolean(),
    roles: fc.oneof(fc.constantFrom([{ value: 'Data Steward' }], []), json),
    emails: fc.oneof(
      fc.array(fc.record({ value: trickyText, type: fc.constantFrom('work', 'home') }), { maxLength: 3 }),
      json,
    ),
    [ENTERPRISE]: fc.oneof(fc.record({ manager: fc.record({ value: known }) }), json),
  },
  { requiredKeys: ['userName'] },
);
const group = fc.record(
  { displayName: trickyText, members: fc.array(fc.record({ value: fc.oneof(known, trickyText) }), { maxLength: 3 }) },
  { requiredKeys: ['displayName'] },
);

const created = fc.constantFrom('a', 'b', 'c');
const named = fc.uuid().map((id) => ({ userName: id, displayName: id }));
const bulkOperation = fc.oneof(
  fc.record({
    method: fc.constant('POST'),
    path: fc.constantFrom('/Users', '/Groups', '/Users/'),
    bulkId: created,
    data: fc.oneof(
      named,
      user,
      group,
      created.map((id) => ({ userName: id, displayName: id, members: [{ value: `bulkId:${id}` }] })),
    ),
  }),
  fc.record(
    {
      method: fc.constantFrom('PUT', 'PATCH', 'DELETE', 'patch'),
      path: fc.oneof(
        resource,
        created.map((id) => `/Users/bulkId:${id}`),
        created.map((id) => `/Groups/bulkId:${id}`),
      ),
      bulkId: created,
      version: fc.constantFrom('*', 'W/"1"', ',,'),
      data: fc.oneof({ weight: 3, arbitrary: patch }, { weight: 3, arbitrary: named }, user, group, json),
    },
    { requiredKeys: ['method', 'path', 'data'] },
  ),
  fc.record({ method: fc.constant('PATCH'), path: resource, data: patch }),
  fc.record({ method: fc.constantFrom('PUT', 'DELETE'), path: resource, data: named }),
);
const bulk = fc.record(
  {
    failOnErrors: fc.constantFrom(1, 2),
    Operations: fc.oneof(
      { weight: 5, arbitrary: fc.array(bulkOperation, { maxLength: 5 }) },
      { weight: 1, arbitrary: fc.array(fc.oneof(bulkOperation, fc.dictionary(name, json)), { maxLength: 3 }) },
    ),
  },
  { requiredKeys: ['Operations'] },
);

const body = fc.oneof(json, user, group, fc.dictionary(name, json, { maxKeys: 6 }), patch, bulk);

const filter = fc.oneof(
  trickyText,
  fc.constantFrom('userName eq "a"', 'emails[type eq "work"].value eq "a"', 'not (active eq true)', 'groups eq "x"'),
  fc.constantFrom(
    'meta.location eq "x"',
    'meta.version eq "x"',
    'meta[version pr]',
    'members eq "x"',
    'schemas eq "x"',
    'id eq "00000000-0000-7000-8000-000000000000"',
  ),
  fc
    .tuple(
      fc.constantFrom(
        'id',
        'members',
        'members.value',
        'groups',
        'groups.value',
        'groups[value',
        'manager',
        'externalId',
        'meta.location',
      ),
      fc.constantFrom('eq', 'ne', 'co', 'gt'),
      known,
    )
    .map(([attribute, operator, value]) => `${attribute} ${operator} "${value}"${attribute.includes('[') ? ']' : ''}`),
  fc
    .array(
      fc.constantFrom(
        'userName',
        'emails',
        '[',
        ']',
        '(',
        ')',
        'and',
        'or',
        'not',
        'eq',
        'pr',
        '"a"',
        '1',
        'null',
        '.value',
      ),
    )
    .map((parts) => parts.join(' ')),
);

const cursor = fc.oneof(fc.constantFrom('', '{cursor}', '{cursor}x'), trickyText);
const query: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  fc.constant({}),
  fc.record({ filter }),
  fc.record({ cursor, count: fc.constantFrom('0', '1', '1000') }),
  fc.record(
    {
      filter,
      attributes: fc.oneof(name, trickyText),
      excludedAttributes: fc.oneof(name, trickyText),
      sortBy: fc.oneof(name, trickyText),
      sortOrder: fc.constantFrom('ascending', 'descending', 'up'),
      startIndex: fc.constantFrom('1', '0', '-5', 'x', '999999999999999999999', '1e3'),
      count: fc.constantFrom('0', '1', '-1', 'x', '99999999999'),
      cursor,
    },
    { requiredKeys: [] },
  ),
);

/** A `.search` with arbitrary parameters, even ones that cannot become a string: `{"toString":null}`. */
const searchBody = fc.record(
  {
    filter: fc.oneof(filter, json),
    attributes: fc.oneof(fc.array(json, { maxLength: 3 }), json),
    excludedAttributes: fc.oneof(fc.array(json, { maxLength: 3 }), json),
    sortBy: fc.oneof(name, json),
    sortOrder: json,
    startIndex: json,
    count: json,
    cursor: fc.oneof(cursor, json),
  },
  { requiredKeys: [] },
);

const headers = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      'If-Match': trickyAscii(),
      'If-None-Match': trickyAscii(),
      Prefer: fc.constantFrom('return=minimal', 'return=x', ','),
    },
    { requiredKeys: [] },
  ),
);

const anyRequest = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
  path: fc.oneof(
    resource,
    fc.constantFrom('/Users', '/Groups', '/Users/.search', '/.search', '/Bulk', '/Me'),
    fc.constantFrom(
      '/Schemas',
      '/ResourceTypes/User',
      '/ServiceProviderConfig',
      '/',
      '',
      '/Users/',
      '/users',
      '//Users/x',
      '/Users/%00',
    ),
    trickyText.map((text) => `/Users/${encodeURIComponent(text)}`),
  ),
  query,
  body,
  headers,
});

/**
 * A request with a body that its endpoint accepts more often than arbitrary JSON, most of which fails the first check.
 */
const request = fc.oneof(
  anyRequest,
  fc.record({ method: fc.constant('DELETE'), path: resource, query, body, headers }),
  fc.record({ method: fc.constant('PATCH'), path: resource, query, body: patch, headers }),
  fc.record({ method: fc.constant('PUT'), path: resource, query, body: fc.oneof(named, user, group), headers }),
  fc.record({ method: fc.constant('POST'), path: fc.constant('/Bulk'), query, body: bulk, headers }),
  fc.record({
    method: fc.constant('POST'),
    path: fc.constantFrom('/Users', '/Groups'),
    query,
    body: fc.oneof(user, group),
    headers,
  }),
  fc.record({
    method: fc.constant('GET'),
    path: fc.oneof(resource, fc.constantFrom('/Users', '/Groups', '')),
    query,
    body,
    headers,
  }),
  fc.record({
    method: fc.constant('POST'),
    path: fc.constantFrom('/Users/.search', '/Groups/.search', '/.search'),
    query,
    body: fc.oneof(query, searchBody),
    headers,
  }),
);
type Asked = typeof request extends fc.Arbitrary<infer R> ? R : never;

function trickyAscii(): fc.Arbitrary<string> {
  return fc.constantFrom('*', 'W/"1"', '"', '""', 'W/', ',,', '1');
}

/** Sends a generated request, with placeholders replaced in path, query and body. */
async function play(
  client: ScimClient,
  { method, path, query: parameters, body: sent, headers: given }: Asked,
  there: Known,
): Promise<Answer> {
  const filled = (text: string) =>
    text.replace(/\{(user|inactive|group|cursor)\}/g, (whole) => there[whole as Placeholder]);
  const search = Object.entries(parameters).map(([key, value]): [string, string] => [key, filled(value)]);
  const bodyless = ['GET', 'HEAD'].includes(method);
  return client.sendText(
    method,
    `${filled(path)}?${new URLSearchParams(search).toString()}`,
    bodyless ? undefined : filled(JSON.stringify(sent)),
    given,
  );
}

/** Creates two users and a group with both, and returns their placeholders and a cursor to the second user. */
async function populate(client: ScimClient): Promise<Known> {
  const emails = [{ value: 'a', type: 'work' }];
  const { body: ann } = await client.send('POST', '/Users', { userName: `ann-${uuidV7()}`, emails });
  const { body: bob } = await client.send('POST', '/Users', { userName: `bob-${uuidV7()}`, active: false });
  const members = [{ value: ann.id }, { value: bob.id }];
  const { body: team } = await client.send('POST', '/Groups', { displayName: `Team ${uuidV7()}`, members });
  const { body: page } = await client.send('GET', '/Users?count=1&cursor');
  return { '{user}': ann.id, '{inactive}': bob.id, '{group}': team.id, '{cursor}': page.nextCursor };
}

async function everything(client: ScimClient): Promise<any[]> {
  const [users, groups] = [await client.send('GET', '/Users'), await client.send('GET', '/Groups')];
  return [users.body, groups.body];
}

describe('no request', () => {
  let scim: RunningScim;
  beforeAll(async () => {
    scim = await startScim(database);
  });
  afterAll(() => scim[Symbol.asyncDispose]());

  test('is answered with a fault of the service, or without SCIM form', async () => {
    let there = await populate(scim);
    const passed = new Set<string>();

    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const { status, headers: given, body: answered } = await play(scim, asked, there);

        expect(status).toBeLessThan(asked.path === '/Me' ? 502 : 500);
        if (answered !== '') {
          expect(given.get('content-type')).toBe('application/scim+json');
          expect(answered.schemas ?? []).not.toEqual([]);
          if (status >= 400) expect(answered).toMatchObject({ status: String(status), detail: expect.any(String) });
        }
        const operations = asked.path === '/Bulk' && status === 200 ? operationsOf(answered) : [];
        for (const operation of operations) expect(Number(operation.status)).toBeLessThan(500);

        if (status < 300) passed.add(`${asked.method} ${asked.path}`);
        for (const operation of operations) if (Number(operation.status) < 300) passed.add(`Bulk ${operation.method}`);
        const mayBeGone = asked.method === 'DELETE' || operations.some(({ method }) => method === 'DELETE');
        if (mayBeGone) there = await populate(scim);
      }),
      { numRuns: 2500 },
    );

    // Generated requests must get far enough to break something.
    expect(REACHED.filter((one) => !passed.has(one))).toEqual([]);
  });

  test('of one tenant changes what another reads, or reads it', async () => {
    const theirs = await populate(scim.other);
    const before = await everything(scim.other);
    const names = before.flatMap(({ Resources }) =>
      Resources.map((one: any) => String(one.userName ?? one.displayName)),
    );

    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const { body: answered } = await play(scim, asked, theirs);

        const text = JSON.stringify(answered);
        expect(names.filter((one) => text.includes(one))).toEqual([]);
      }),
      { numRuns: 500 },
    );

    expect(await everything(scim.other)).toEqual(before);
  });
});

/** Kinds of requests of which some generated ones must succeed. */
const REACHED = [
  ...['POST /Users', 'POST /Groups', 'GET /Users', 'GET /Groups', 'GET ', 'POST /Users/.search', 'POST /.search'],
  ...['GET', 'PUT', 'PATCH', 'DELETE'].flatMap((method) => [`${method} /Users/{user}`, `${method} /Groups/{group}`]),
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `Bulk ${method}`),
];

function operationsOf({ Operations }: any): { method: string; status: string }[] {
  return Operations;
}
