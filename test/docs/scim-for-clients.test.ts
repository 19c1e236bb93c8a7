import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { sha256 } from '../../service/directory/tenant-registry';
import { ROOM_FOR_ANSWERS, ROOM_FOR_LARGE_BODIES, ROOM_FOR_LONG_BODIES } from '../../service/http/room';
import { TEXT_MAX, VALUES_MAX } from '../../service/scim/attribute';
import { BULK_OPERATIONS_MAX } from '../../service/scim/discovery';
import { RESOURCE_BYTES_MAX } from '../../service/scim/resource-size';
import { PAGE_LIMITS } from '../../service/storage/search/page-limits';
import { type Example, Page } from '../support/page';
import { useDatabase } from '../support/postgres';
import { type RunningScim, startScim } from '../support/scim-client';

const page = new Page('docs/scim-for-clients.md');
const run = promisify(execFile);

interface Answer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: unknown;
}

const STRICT = { tenant: { profile: 'rfc' } };

/** Tokens of readers: two of one tenant, the second of them expired, and one of all tenants. */
const READERS = {
  tenant: {
    readers: [
      { id: 'product-2', sha256: sha256('reader') },
      { id: 'product-1', sha256: sha256('expired'), expiresAt: '2020-01-01T00:00:00Z' },
    ],
  },
  readers: [{ id: 'warehouse-1', sha256: sha256('reader of all') }],
};

describe('the requests of the page', () => {
  const database = useDatabase();
  const [setUp, ...commands] = page.examples().filter(({ info }) => info.startsWith('sh'));
  const answers = page.examples().filter(({ info }) => info === 'http');

  test('are answered as the page says, run as a reader would', async () => {
    await using scim = await startScim(database, READERS);
    await using strict = await startScim(database, STRICT);
    const saved = new Map<string, string>();

    expect(answers).toHaveLength(commands.length);
    for (const [index, command] of commands.entries()) {
      const { url, token, tenant } = command.info.includes('profile=rfc') ? strict : scim;
      const readers = { READ_TOKEN: 'reader', READER_OF_ALL: 'reader of all', SLUG: tenant };
      const variables = { ...Object.fromEntries(saved), ...readers, URL: url, TOKEN: token };
      const expected = readAnswer(answers[index]?.text ?? '');

      const got = await runCommands(command, variables);

      expect(got.length).toBeGreaterThan(0);
      for (const { status, headers, body } of got) {
        keep(expected.body, body, saved);
        expect({ command: command.text, status, body }).toMatchObject({
          command: command.text,
          status: expected.status,
          ...(expected.body === undefined ? {} : { body: pattern(expected.body, saved) }),
        });
        expect(headers).toEqual(expect.arrayContaining([...expected.headers]));
      }
    }
  });

  /** Runs a block of commands, with the shell function that the page defines at its start, and parses curl's output. */
  async function runCommands({ text }: Example, variables: Readonly<Record<string, string>>): Promise<Answer[]> {
    const [, scimFunction = ''] = /^(scim\(\).*)$/m.exec(setUp?.text ?? '') ?? [];
    const { PATH = '' } = process.env;
    const { stdout } = await run('bash', ['-euc', `${scimFunction}\n${text}`], { env: { PATH, ...variables } });
    return stdout.split(/^(?=HTTP\/1\.1 )/m).map(readAnswer);
  }
});

/** Parses a response as `curl -i` prints it, which is also how the page shows it. */
function readAnswer(text: string): Answer {
  const [head = '', body = ''] = text.split(/\r?\n\r?\n([^]*)/);
  const [line = '', ...headers] = head.split(/\r?\n/).filter((each) => each !== '');
  return {
    status: Number(line.split(' ')[1]),
    headers: headers.map((header) => header.split(':', 1)[0] ?? ''),
    body: body.trim() === '' ? undefined : (JSON.parse(body) as unknown),
  };
}

/** Where the page shows a variable such as `$ANN`, saves the actual value for the following requests. */
function keep(expected: unknown, got: unknown, saved: Map<string, string>): void {
  if (typeof expected === 'string' && expected.startsWith('$') && expected !== '$ref') {
    const name = expected.slice(1);
    if (!saved.has(name)) saved.set(name, String(got));
  } else if (typeof expected === 'object' && expected !== null && typeof got === 'object' && got !== null) {
    for (const [key, value] of Object.entries(expected)) keep(value, (got as Record<string, unknown>)[key], saved);
  }
}

/** A matcher for the answer that the page shows. `…` matches any string, and `$ANN` the saved value. */
function pattern(expected: unknown, saved: ReadonlyMap<string, string>): unknown {
  if (expected === '…') return expect.any(String) as unknown;
  if (typeof expected === 'string') return expected.startsWith('$') ? saved.get(expected.slice(1)) : expected;
  if (Array.isArray(expected)) return expected.map((one) => pattern(one, saved));
  if (typeof expected !== 'object' || expected === null) return expected;
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, pattern(value, saved)]));
}

test('the limits of the page are those of the service', () => {
  const limits = new Map(page.rows().map(([what = '', limit = '']) => [what, limit]));
  const { bytes, bytesWithoutRoom, members, membersOfOne } = PAGE_LIMITS;
  const count = (number: number) => number.toLocaleString('en');
  const MiB = 1024 * 1024;

  expect(limits.get('a string')).toMatch(`${count(TEXT_MAX)} characters; `);
  expect(limits.get('values of one attribute')).toMatch(`${count(VALUES_MAX)}; `);
  expect(limits.get('a resource without its members and groups')).toBe(`${RESOURCE_BYTES_MAX / 1024} KiB as JSON`);
  expect(limits.get('operations of a Bulk request')).toBe(count(BULK_OPERATIONS_MAX));
  expect(limits.get('a page by cursor')).toBe(`${bytesWithoutRoom / MiB} MiB of resources, ${count(members)} members`);
  expect(limits.get('a page by index')).toBe(`${bytes / MiB} MiB of resources, ${count(members)} members`);
  expect(limits.get('members of a group that is read whole')).toBe(count(membersOfOne));
  const { places, placesPerTenant } = ROOM_FOR_LONG_BODIES;
  expect(limits.get('bodies over 16 KiB in work')).toMatch(`${places} at a time, ${placesPerTenant} per tenant`);
  expect(limits.get('large bodies and answers in work')).toMatch(
    `${ROOM_FOR_LARGE_BODIES.places} and ${ROOM_FOR_ANSWERS.places} at a time, ` +
      `${ROOM_FOR_LARGE_BODIES.placesPerTenant} and ${ROOM_FOR_ANSWERS.placesPerTenant} per tenant`,
  );
});

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const NOBODY = '9c1f5a52-0000-4000-8000-000000000000';

type Send = (scim: RunningScim, ids: { ann: string; group: string }) => Promise<{ status: number; body: any }>;

const patchUser =
  (...operations: object[]): Send =>
  (scim, { ann }) =>
    scim.send('PATCH', `/Users/${ann}`, { schemas: [PATCH], Operations: operations });
const patchGroup =
  (operation: object): Send =>
  (scim, { group }) =>
    scim.send('PATCH', `/Groups/${group}`, { schemas: [PATCH], Operations: [operation] });
const get =
  (path: string): Send =>
  (scim) =>
    scim.send('GET', path);
const post =
  (path: string, body: unknown): Send =>
  (scim) =>
    scim.send('POST', path, body);
const withToken =
  (authorization: string | undefined): Send =>
  async ({ url }) => {
    const response = await fetch(`${url}/Users`, { headers: authorization === undefined ? {} : { authorization } });
    return { status: response.status, body: await response.json() };
  };

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

/** Requests that provoke each error in the page's table, by the start of its `detail`. */
const PROVOCATIONS: Readonly<Record<string, Send>> = {
  'the body is not JSON': (scim) => scim.sendText('POST', '/Users', '{'),
  'the body must be a JSON object': post('/Users', []),
  'the body of a PATCH': (scim, { ann }) => scim.send('PATCH', `/Users/${ann}`, {}),
  'op must be': patchUser({ op: 'move', path: 'title' }),
  'Operations[': post('/Bulk', { schemas: [BULK], Operations: [{ method: 'GET', path: '/Users' }] }),
  'userName is required': post('/Users', { schemas: [USER] }),
  'active must be': post('/Users', { userName: 'x', active: 'perhaps' }),
  'displayName must have': post('/Users', { userName: 'x', displayName: 'x'.repeat(2049) }),
  'there is no account role': post('/Users', { userName: 'x', roles: [{ value: 'king' }] }),
  'a user has one': post('/Users', { userName: 'x', roles: [{ value: 'data_steward' }, { value: 'account_analyst' }] }),
  'replace title': patchUser({ op: 'replace', path: 'title' }),
  'there is no user': patchGroup({ op: 'add', path: 'members', value: [{ value: NOBODY }] }),
  'member ': (scim, ids) => patchGroup({ op: 'add', path: 'members', value: [{ value: ids.group }] })(scim, ids),
  'count must be': get('/Users?count=many'),
  'there is no attribute … to filter by': get('/Users?filter=shoe+eq+%221%22'),
  'cannot read the filter': get('/Users?filter=userName+is+%22x%22'),
  'the filter has more': get(`/Users?filter=${Array.from({ length: 51 }, () => 'title+eq+%22x%22').join('+or+')}`),
  'members can be chosen': patchGroup({ op: 'remove', path: 'members[display eq "Ann"]' }),
  'sortBy must': get('/Users?sortBy=shoe'),
  'the cursor is': get('/Users?cursor=nonsense'),
  'userName is required and': patchUser({ op: 'remove', path: 'userName' }),
  'active cannot': patchUser({ op: 'remove', path: 'active' }),
  'groups is': patchUser({ op: 'replace', path: 'groups', value: [] }),
  'id cannot': patchUser({ op: 'replace', path: 'id', value: NOBODY }),
  'remove needs': patchUser({ op: 'remove' }),
  'there is no bearer token': withToken(undefined),
  'the bearer token is not known': withToken('Bearer nonsense'),
  'the Secret Token': withToken('Bearer Bearer nonsense'),
  '/Schemas cannot': get('/Schemas?filter=id+eq+%22x%22'),
  'User ': get(`/Users/${NOBODY}`),
  'there is nothing': get('/Shoes'),
  'POST does not': (scim, { ann }) => scim.send('POST', `/Users/${ann}`, {}),
  'a user with userName … already': post('/Users', { userName: 'ann@contoso.example' }),
  'a group with': post('/Groups', { displayName: 'data analysts' }),
  'userName … is that': async (scim) => {
    const former = { userName: 'twin@contoso.example', active: false, externalId: NOBODY };
    await scim.send('POST', '/Users', former);
    return scim.send('POST', '/Users', { ...former, active: true, externalId: NOBODY.replace('9', '8') });
  },
  'the resource has changed': (scim, { ann }) =>
    scim.send('PATCH', `/Users/${ann}`, { Operations: [] }, { 'If-Match': 'W/"99"' }),
  'the body must have': post('/Users', { userName: 'x', title: 'x'.repeat(4 * RESOURCE_BYTES_MAX) }),
  'a bulk request': post('/Bulk', { schemas: [BULK], Operations: Array.from({ length: 1001 }, () => ({})) }),
  'the body must be application/scim+json': (scim) =>
    scim.sendText('POST', '/Users', 'x', { 'Content-Type': 'text/plain' }),
  'the service knows tenants': get('/Me'),
};

/** Requests that provoke errors which occur only for a tenant with the profile `rfc`. */
const STRICT_PROVOCATIONS: Readonly<Record<string, Send>> = {
  'schemas must': post('/Users', { userName: 'x' }),
  'Operations must contain': patchUser(),
  'there is no attribute …; see': post('/Users', { schemas: [USER], userName: 'x', shoe: 1 }),
  'there is no attribute …; remove': patchUser({ op: 'replace', path: 'shoe', value: 1 }),
  'no element of': patchUser({ op: 'replace', path: 'emails[type eq "work"].value', value: 'ann@contoso.example' }),
  'a user with userName … exists': async (scim) => {
    const inactive = { schemas: [USER], userName: 'gone@contoso.example', active: false };
    await scim.send('POST', '/Users', inactive);
    return scim.send('POST', '/Users', inactive);
  },
};

/** Requests that provoke errors which occur only for readers. */
const READER_PROVOCATIONS: Readonly<Record<string, Send>> = {
  'the token may': (scim) => scim.send('POST', '/Users', {}, { Authorization: 'Bearer reader' }),
  'the bearer token has': withToken('Bearer expired'),
  'the token reads all': withToken('Bearer reader of all'),
  'the token reads no': (scim, ids) =>
    withToken('Bearer reader of all')({ ...scim, url: scim.url.replace('/scim/v2', '/tenants/x/scim/v2') }, ids),
};

const OFF_PROVOCATIONS: Readonly<Record<string, Send>> = { 'SCIM is switched off': get('/Users') };

describe('the errors of the page', () => {
  const database = useDatabase();
  const errors = page.rows().filter(([status = '', , detail = '']) => /^\d{3}$/.test(status) && detail !== '');
  const provoked = new Set<string>();
  const wanted = errors.map(([status, scimType, detail = '']) => ({ status: Number(status), scimType, detail }));

  test.each([
    ['entra', PROVOCATIONS, {}],
    ['rfc', STRICT_PROVOCATIONS, STRICT],
    ['read by clients', READER_PROVOCATIONS, READERS],
    ['switched off', OFF_PROVOCATIONS, { tenant: { scimEnabled: false } }],
  ])('are those of the service, where the tenant is %s', async (_which, provocations, options) => {
    await using scim = await startScim(database, options);
    const { body: ann } = await scim.send('POST', '/Users', { schemas: [USER], userName: 'ann@contoso.example' });
    const { body: group } = await scim.send('POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'Data Analysts',
    });

    for (const [name, send] of Object.entries(provocations)) {
      const { status, body } = await send(scim, { ann: ann.id as string, group: group.id as string });
      const { scimType = '', detail } = body as { scimType?: string; detail: string };

      const told = wanted.filter(
        (row) => row.status === status && row.scimType === scimType && fits(row.detail, detail),
      );

      expect({ name, status, scimType, detail, rows: told.length }).toEqual({
        name,
        status,
        scimType,
        detail,
        rows: 1,
      });
      provoked.add(told[0]?.detail ?? '');
    }
  });

  test('are all provoked here', () => {
    expect(wanted.map(({ detail }) => detail).filter((detail) => !provoked.has(detail))).toEqual([]);
  });
});

/** Whether `text` matches a string on the page, in which `…` stands for any text. */
function fits(shown: string, text: string): boolean {
  const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`).test(text);
}
