import { request } from 'node:http';
import { connect } from 'node:net';

import { Client } from 'pg';
import pino from 'pino';

import { StoreUnavailable, type UserStore } from '../../../service/directory/store';
import { useDatabase } from '../../support/postgres';
import { type Answer, startScim } from '../../support/scim-client';

const database = useDatabase();
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Expects a SCIM error with these members, and a matching media type and status. */
function expectScimError(
  { status, headers, body }: Answer,
  expected: { status: number; scimType?: string; detail: unknown },
) {
  const { status: number, ...rest } = expected;
  expect({ status, body: body as unknown }).toEqual({
    status: number,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(number), ...rest },
  });
  expect(headers.get('content-type')).toBe('application/scim+json');
}

/** Everything that a service sends in response to these bytes, until it closes the connection. */
function sendRaw(url: string, text: string): Promise<string> {
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    connect(Number(new URL(url).port), '127.0.0.1')
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('close', () => {
        done(Buffer.concat(chunks).toString());
      })
      .write(text);
  });
}

describe('a body', () => {
  test.each([
    ['that ends too early', '{"userName":', 'the body is not JSON: it ends too early'],
    ['that breaks', '{"userName": ann}', "the body is not JSON: unexpected 'a'"],
    ['that is a list', '[]', 'the body must be a JSON object'],
    ['that is a string', '"ann"', 'the body must be a JSON object'],
    ['that is null', 'null', 'the body must be a JSON object'],
  ])('%s fails with 400 invalidSyntax', async (_what, text, detail) => {
    await using scim = await startScim(database);

    expectScimError(await scim.sendText('POST', '/Users', text), { status: 400, scimType: 'invalidSyntax', detail });
  });

  test('that is empty fails, and says what is missing', async () => {
    await using scim = await startScim(database);

    const { status, body } = await scim.sendText('POST', '/Users', '');

    expect([status, body.detail]).toEqual([400, 'the body must be a JSON object']);
  });

  test('is never repeated in the complaint about it', async () => {
    await using scim = await startScim(database);

    const { body } = await scim.sendText('POST', '/Users', '{"password":hunter2}');

    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  test('that is too large fails with 413 and names the limit', async () => {
    await using scim = await startScim(database, { bodyLimit: 1000 });

    const answer = await scim.send('POST', '/Users', { userName: 'ann', title: 'x'.repeat(1000) });

    expectScimError(answer, { status: 413, detail: 'the body must have at most 1000 bytes' });
  });

  test('of more than 1 MiB fails by default', async () => {
    await using scim = await startScim(database);

    const answer = await scim.send('POST', '/Users', { userName: 'ann', title: 'x'.repeat(1024 * 1024) });

    expectScimError(answer, { status: 413, detail: 'the body must have at most 1048576 bytes' });
  });

  test.each([33, 100_000])('that is nested %d deep fails with 400 invalidSyntax', async (depth) => {
    await using scim = await startScim(database);

    const answer = await scim.sendText('POST', '/Users', `${'['.repeat(depth)}${']'.repeat(depth)}`);

    expectScimError(answer, { status: 400, scimType: 'invalidSyntax', detail: 'the body is nested more than 32 deep' });
  });

  test.each([undefined, 'text/plain', 'application/xml', 'application/jsonp'])(
    'of the media type %s fails with 415',
    async (type) => {
      await using scim = await startScim(database);

      const answer = await scim.sendText('POST', '/Users', '{"userName":"ann"}', { 'Content-Type': type ?? '' });

      expectScimError(answer, {
        status: 415,
        detail: expect.stringContaining('the body must be application/scim+json'),
      });
    },
  );

  test.each(['application/json', 'application/scim+json', 'APPLICATION/SCIM+JSON; charset=UTF-8'])(
    'of the media type %s is read',
    async (type) => {
      await using scim = await startScim(database);

      const { status } = await scim.sendText('POST', '/Users', '{"userName":"ann"}', { 'Content-Type': type });

      expect(status).toBe(201);
    },
  );
});

describe('a body that is not UTF-8', () => {
  test('fails with 400 instead of being stored differently', async () => {
    await using scim = await startScim(database);

    const response = await fetch(`${scim.url}/Users`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${scim.token}`, 'Content-Type': 'application/scim+json' },
      body: Buffer.from([...Buffer.from('{"userName":"'), 0xff, 0xfe, ...Buffer.from('"}')]),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ scimType: 'invalidSyntax', detail: 'the body must be UTF-8' });
  });
});

describe('a value', () => {
  test.each([
    [{}, 'userName is required'],
    [{ userName: 7 }, 'userName must be a string; got 7'],
    [{ userName: 'ann', active: 'perhaps' }, 'active must be true or false; got "perhaps"'],
    [{ userName: 'ann', name: 'Ann' }, 'name must be an object; got "Ann"'],
    [{ userName: 'ann', emails: [{ value: 1 }] }, 'emails.value must be a string; got 1'],
    [{ userName: 'a\0b' }, 'userName must not contain the character NUL'],
    [{ userName: 'a\uD800b' }, 'userName must be well-formed Unicode; it contains half of a surrogate pair'],
    [{ userName: '   ' }, 'userName is required'],
    [{ userName: 'x'.repeat(513) }, 'userName must have at most 512 characters; got 513'],
  ])('fails with 400 invalidValue and its name: %j', async (body, detail) => {
    await using scim = await startScim(database);

    expectScimError(await scim.send('POST', '/Users', body), { status: 400, scimType: 'invalidValue', detail });
    expect((await scim.send('GET', '/Users')).body.totalResults).toBe(0);
  });
});

describe('a PATCH', () => {
  test.each([
    [{}, 'invalidSyntax', 'the body of a PATCH must be an object with a list of Operations'],
    [{ Operations: ['x'] }, 'invalidSyntax', 'an operation must be an object'],
    [{ Operations: [{ path: 'title' }] }, 'invalidSyntax', 'op must be add, remove or replace; got null'],
    [{ Operations: [{ op: 'move', path: 'title' }] }, 'invalidSyntax', 'op must be add, remove or replace; got "move"'],
    [
      { Operations: [{ op: 'add', path: 'shoe size', value: 42 }] },
      'invalidPath',
      /^there is no attribute 'shoe size'/,
    ],
    [{ Operations: [{ op: 'replace', path: 'emails', value: [{ nosuch: 'x' }] }] }, 'invalidValue', /'emails.nosuch'/],
    [{ Operations: [{ op: 'add', path: 'emails[type eq', value: 'x' }] }, 'invalidPath', /^there is no attribute/],
    [{ Operations: [{ op: 'add', path: 'emails[type eq]', value: 'x' }] }, 'invalidFilter', /expected a value/],
    [{ Operations: [{ op: 'replace', path: 'id', value: NOBODY }] }, 'mutability', /^id cannot change/],
    [{ Operations: [{ op: 'replace', path: 'meta.created', value: 'x' }] }, 'mutability', 'meta.created is read-only'],
    [{ Operations: [{ op: 'remove' }] }, 'noTarget', 'remove needs a path that names the attribute to remove'],
    [{ Operations: [{ op: 'remove', path: 'userName' }] }, 'mutability', 'userName is required and cannot be removed'],
    [{ Operations: [{ op: 'replace', value: { USERNAME: null } }] }, 'mutability', /^userName is required and cannot/],
    [{ Operations: [{ op: 'replace', path: 'userName', value: ' ' }] }, 'invalidValue', 'userName is required'],
    [
      { Operations: [{ op: 'remove', path: 'active' }] },
      'mutability',
      'active cannot be removed; replace it by true or false',
    ],
  ])('%j fails with 400 %s and changes nothing', async (body, scimType, detail) => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', title: 'Lead' });
    const operations = (body as { Operations?: object[] }).Operations;
    const first = { op: 'replace', path: 'title', value: 'Changed' };

    const answer = await scim.send(
      'PATCH',
      `/Users/${ann.id}`,
      operations ? { Operations: [first, ...operations] } : body,
    );

    expectScimError(answer, {
      status: 400,
      scimType,
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
    });
    expect((await scim.send('GET', `/Users/${ann.id}`)).body).toEqual(ann);
  });
});

describe('a filter', () => {
  test.each([
    ['shoeSize eq "42"', "there is no attribute 'shoeSize' to filter by"],
    ['', /expected an attribute at character 1$/],
    ['userName', /expected an operator .* at character 9$/],
    ["userName eq 'ann'", /expected a value: a string in double quotes, .* at character 13$/],
    ['userName eq "ann" or', /expected an attribute at character 21$/],
    ['(userName eq "ann"', /expected '\)' at character 19$/],
    ['active eq yes', '\'active\' compares with true or false; got "yes"'],
    ['active gt true', "'active' compares with eq or ne only; got true"],
    [String.raw`userName eq "\q"`, /is not a JSON value/],
    [String.raw`userName eq "\u0000"`, 'the value in a filter must not contain the character NUL'],
    [`${'('.repeat(60)}active eq true${')'.repeat(60)}`, 'the filter is nested more than 50 deep'],
    ['name eq "Ann"', "'name' cannot be compared as a whole; name one of its sub-attributes"],
  ])('%s fails with 400 invalidFilter', async (filter, detail) => {
    await using scim = await startScim(database);

    expectScimError(await scim.send('GET', `/Users?filter=${encodeURIComponent(filter)}`), {
      status: 400,
      scimType: 'invalidFilter',
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
    });
  });
});

describe('a page', () => {
  test.each(['startIndex=two', 'count=1.5', 'count=1&count=2'])('of %s fails with 400 invalidValue', async (query) => {
    await using scim = await startScim(database);

    expectScimError(await scim.send('GET', `/Users?${query}`), {
      status: 400,
      scimType: 'invalidValue',
      detail: expect.stringMatching(/^(startIndex|count) must be a whole number; got/),
    });
  });

  test('starts at 1 at the earliest, and ends after 200', async () => {
    await using scim = await startScim(database);
    const Operations = Array.from({ length: 205 }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${index}`,
      data: { userName: `user-${index}` },
    }));
    await scim.send('POST', '/Bulk', { Operations });

    const { status, body } = await scim.send('GET', '/Users?startIndex=-5&count=100000');

    expect(status).toBe(200);
    expect([body.startIndex, body.itemsPerPage, body.totalResults]).toEqual([1, 200, 205]);
    expect((await scim.send('GET', '/Users')).body.itemsPerPage).toBe(100);
  });
});

describe('a URL', () => {
  test('that is unknown fails with 404', async () => {
    await using scim = await startScim(database);

    expectScimError(await scim.send('GET', '/Robots'), {
      status: 404,
      detail: 'there is nothing at /Robots; the endpoints are /Users and /Groups',
    });
  });

  test('with a method that it lacks fails with 405 and names those it has', async () => {
    await using scim = await startScim(database);

    const answer = await scim.send('DELETE', '/Users');

    expectScimError(answer, { status: 405, detail: 'DELETE does not apply to /Users; use GET, POST' });
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });

  test.each(['ann', '%00', '1', NOBODY])('with the id %s of nobody fails with 404', async (id) => {
    await using scim = await startScim(database);

    for (const path of [`/Users/${id}`, `/Groups/${id}`]) {
      expect((await scim.send('GET', path)).status).toBe(404);
      expect((await scim.send('DELETE', path)).status).toBe(404);
      const { status, body } = await scim.send('PATCH', path, { Operations: [] });
      expect([status, body.status]).toEqual([404, '404']);
    }
  });

  test('that cannot be decoded fails with 400', async () => {
    await using scim = await startScim(database);

    expectScimError(await scim.send('GET', '/Users/%zz'), {
      status: 400,
      detail: 'the request cannot be read: check its URL and body',
    });
  });

  test('outside of the endpoint is answered in SCIM form too', async () => {
    await using scim = await startScim(database);

    const response = await fetch(new URL('/', scim.url));

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/scim+json');
  });
});

describe('a message that is not HTTP', () => {
  test('is answered in SCIM form, and its connection closed', async () => {
    await using scim = await startScim(database);

    const answer = await sendRaw(scim.url, 'hello\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/scim\+json\r\n/);
    expect(answer).toMatch(/"detail":"this is not an HTTP request"/);
  });

  test.each([
    ['without a Host', 'GET /scim/v2/Users HTTP/1.1\r\nConnection: close\r\n\r\n', 401],
    ['with an expectation', 'GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nExpect: x\r\nConnection: close\r\n\r\n', 417],
    ['with a method of its own', 'BREW /scim/v2/Users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ])('but a request %s is answered in SCIM form too', async (_what, text, status) => {
    await using scim = await startScim(database);

    const answer = await sendRaw(scim.url, text);

    expect(answer).toMatch(`HTTP/1.1 ${status} `);
    expect(answer).toMatch(/Content-Type: application\/scim\+json\r\n/);
    expect(answer).toMatch(`"status":"${status}"`);
  });

  test('because its headers are too large says so', async () => {
    await using scim = await startScim(database);

    const status = await new Promise<number | undefined>((done, failed) => {
      request(`${scim.url}/Users`, { headers: { 'X-Long': 'x'.repeat(20_000) } }, (response) => {
        response.resume();
        done(response.statusCode);
      })
        .on('error', failed)
        .end();
    });

    expect(status).toBe(431);
  });
});

describe('a database that is away', () => {
  test('fails with 503 and asks to try again later', async () => {
    const away = () => Promise.reject(new StoreUnavailable('no connection', { cause: new Error('10.0.0.4 refused') }));
    await using scim = await startScim(database, {
      overrides: { openStore: () => ({ users: { find: away } as unknown as UserStore, groups: {} as never }) },
    });

    const answer = await scim.send('GET', `/Users/${NOBODY}`);

    expectScimError(answer, {
      status: 503,
      detail: expect.stringMatching(/^the database does not answer; try again later \(request [0-9a-f-]+\)$/),
    });
    expect(answer.headers.get('retry-after')).toBe('30');
  });

  test('makes the service not ready, but keeps it alive', async () => {
    await using scim = await startScim(database, {
      overrides: { check: () => Promise.reject(new Error('password authentication failed')) },
    });

    const [alive, ready] = await Promise.all(['/healthz', '/readyz'].map((path) => fetch(new URL(path, scim.url))));

    expect(alive?.status).toBe(200);
    expect(ready?.status).toBe(503);
    expect(await ready?.json()).toEqual({ status: 'not ready' });
  });
});

describe('a resource that others hold for too long', () => {
  test.each([
    ['Users', { userName: 'ann' }, 'scim.users'],
    ['Groups', { displayName: 'Team' }, 'scim.groups'],
  ])('in /%s fails with 503 and asks to try again later', async (endpoint, resource, table) => {
    await using scim = await startScim(database, { database: { statementTimeoutMs: 500 } });
    const { body: made } = await scim.send('POST', `/${endpoint}`, resource);
    const path = `/${endpoint}/${made.id}`;
    const patch = { Operations: [{ op: 'add', path: 'displayName', value: 'New' }] };
    const holder = new Client({ connectionString: database.url });
    await holder.connect();

    await holder.query('begin');
    await holder.query(`select from ${table} where id = $1 for update`, [made.id]);
    const answers = [await scim.send('PATCH', path, patch), await scim.send('DELETE', path)];
    await holder.end();

    for (const answer of answers) {
      expectScimError(answer, {
        status: 503,
        detail: expect.stringMatching(/^the database does not answer; try again later \(request [0-9a-f-]+\)$/),
      });
      expect(answer.headers.get('retry-after')).toBe('30');
    }
    expect((await scim.send('PATCH', path, patch)).status).toBeLessThan(300);
  });
});

describe('a fault of the service', () => {
  test('is not shown: the client gets a number, the log gets the reason', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
    const fault = () => Promise.reject(new Error('relation "users" is upside down'));
    await using scim = await startScim(database, {
      overrides: { log, openStore: () => ({ users: { find: fault } as unknown as UserStore, groups: {} as never }) },
    });

    const answer = await scim.send('GET', `/Users/${NOBODY}`);

    const requestId = String(answer.headers.get('x-request-id'));
    expectScimError(answer, {
      status: 500,
      detail: `the service failed; its log gives the reason under request ${requestId}`,
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('upside down');
    expect(lines[0]).toContain(requestId);
  });

  test('within a bulk request fails only its operation, and the log gets the reason too', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
    const fault = () => Promise.reject(new Error('relation "users" is upside down'));
    await using scim = await startScim(database, {
      overrides: { log, openStore: () => ({ users: { remove: fault } as unknown as UserStore, groups: {} as never }) },
    });

    const answer = await scim.send('POST', '/Bulk', { Operations: [{ method: 'DELETE', path: `/Users/${NOBODY}` }] });

    const requestId = String(answer.headers.get('x-request-id'));
    expect([answer.status, answer.body.Operations[0].response.detail]).toEqual([
      200,
      `the service failed; its log gives the reason under request ${requestId}`,
    ]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('upside down');
    expect(lines[0]).toContain(requestId);
  });
});

describe('a request for something that the service does not offer', () => {
  test.each([
    ['GET', '/Me', 501],
    ['POST', '/Users/x', 405],
    ['GET', '/Robots', 404],
  ])('(%s %s) is not logged as a fault', async (method, path, status) => {
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
    await using scim = await startScim(database, { overrides: { log } });

    const answer = await scim.send(method, path);

    expectScimError(answer, { status, detail: expect.any(String) });
    expect(lines).toEqual([]);
  });
});
