import fc from 'fast-check';

import { trickyText } from '../../support/arbitrary';
import { useDatabase } from '../../support/postgres';
import { type Answer, type RunningScim, type ScimClient, startScim } from '../../support/scim-client';

const database = useDatabase();

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

/** JSON of any shape, with names and values that mean something to the service now and then. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    trickyText,
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
        'name.givenName',
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
    value: json,
  },
  { requiredKeys: [] },
);

const body = fc.oneof(
  json,
  fc.record({ userName: trickyText, displayName: trickyText }),
  fc.dictionary(name, json, { maxKeys: 6 }),
  fc.record({ Operations: fc.array(operation, { maxLength: 4 }) }),
);

const filter = fc.oneof(
  trickyText,
  fc.constantFrom('userName eq "a"', 'emails[type eq "work"].value eq "a"', 'not (active eq true)', 'groups eq "x"'),
  fc.constantFrom(
    'meta.location eq "x"',
    'members eq "x"',
    'schemas eq "x"',
    'id eq "00000000-0000-7000-8000-000000000000"',
  ),
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

const query = fc
  .record(
    {
      filter,
      attributes: fc.oneof(name, trickyText),
      excludedAttributes: fc.oneof(name, trickyText),
      sortBy: fc.oneof(name, trickyText),
      sortOrder: fc.constantFrom('ascending', 'descending', 'up'),
      startIndex: fc.constantFrom('1', '0', '-5', 'x', '999999999999999999999', '1e3'),
      count: fc.constantFrom('0', '1', '-1', 'x', '99999999999'),
      cursor: fc.oneof(fc.constant(''), trickyText),
    },
    { requiredKeys: [] },
  )
  .map((parameters) => new URLSearchParams(parameters as Record<string, string>).toString());

const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
  path: fc.oneof(
    fc.constantFrom(
      '/Users',
      '/Groups',
      '/Users/{user}',
      '/Groups/{group}',
      '/Users/.search',
      '/.search',
      '/Bulk',
      '/Me',
    ),
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
  headers: fc.record(
    {
      'If-Match': trickyAscii(),
      'If-None-Match': trickyAscii(),
      Prefer: fc.constantFrom('return=minimal', 'return=x', ','),
    },
    { requiredKeys: [] },
  ),
});

function trickyAscii(): fc.Arbitrary<string> {
  return fc.constantFrom('*', 'W/"1"', '"', '""', 'W/', ',,', '1');
}

/** Sends a generated request, with the ids of resources that there are in its path and body. */
async function play(
  client: ScimClient,
  asked: typeof request extends fc.Arbitrary<infer R> ? R : never,
  ids: Ids,
): Promise<Answer> {
  const { method, path, query: parameters, body: sent, headers } = asked;
  const withIds = (text: string) => text.replace('{user}', ids.user).replace('{group}', ids.group);
  const bodyless = ['GET', 'HEAD'].includes(method);
  return client.sendText(
    method,
    `${withIds(path)}?${parameters}`,
    bodyless ? undefined : JSON.stringify(sent),
    headers,
  );
}

interface Ids {
  readonly user: string;
  readonly group: string;
}

async function populate(client: ScimClient): Promise<Ids> {
  const { body: user } = await client.send('POST', '/Users', {
    userName: 'ann',
    emails: [{ value: 'a', type: 'work' }],
  });
  const { body: group } = await client.send('POST', '/Groups', { displayName: 'Team', members: [{ value: user.id }] });
  return { user: user.id, group: group.id };
}

async function everything(client: ScimClient): Promise<unknown[]> {
  const [users, groups] = [await client.send('GET', '/Users'), await client.send('GET', '/Groups')];
  return [users.body, groups.body];
}

describe('no request', () => {
  let scim: RunningScim;
  beforeAll(async () => {
    scim = await startScim(database);
  });
  afterAll(() => scim[Symbol.asyncDispose]());

  test('is answered with a fault of the service, or without a body in SCIM form', async () => {
    const ids = await populate(scim);

    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const answer = await play(scim, asked, ids);

        expect(answer.status).toBeLessThan(asked.path === '/Me' ? 502 : 500);
        if (answer.body !== '') {
          expect(answer.headers.get('content-type')).toBe('application/scim+json');
          expect(answer.body.schemas ?? []).not.toEqual([]);
          if (answer.status >= 400)
            expect(answer.body).toMatchObject({ status: String(answer.status), detail: expect.any(String) });
        }
      }),
      { numRuns: 1500 },
    );
  }, 120_000);

  test('of one tenant changes what another reads', async () => {
    const ids = await populate(scim.other);
    const before = await everything(scim.other);

    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        await play(scim, asked, ids);
      }),
      { numRuns: 500 },
    );

    expect(await everything(scim.other)).toEqual(before);
  }, 120_000);
});
