import { connect } from 'node:net';

import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

/** The answer to a GET with exactly these headers. `fetch` would add others. */
function get(url: string, headers: Readonly<Record<string, string>>, target?: string): Promise<string> {
  const { host, port, pathname, search } = new URL(url);
  const lines = Object.entries({ Host: host, Connection: 'close', ...headers }).map(
    ([name, text]) => `${name}: ${text}`,
  );
  return new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    connect(Number(port), '127.0.0.1')
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('error', failed)
      .on('close', () => {
        done(Buffer.concat(chunks).toString());
      })
      .write(`GET ${target ?? `${pathname}${search}`} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  });
}

describe('an answer', () => {
  const USERS = [{ userName: 'ann' }, { userName: 'ann', title: 'Dev' }] as const;
  const GROUPS = [{ displayName: 'Crew' }, { displayName: 'Crew', externalId: '1' }] as const;

  test.each([
    ['/Users', USERS],
    ['/Groups', GROUPS],
  ])('of %s that shows a resource names it in Content-Location, as meta.location does', async (path, bodies) => {
    await using scim = await startScim(database);
    const created = await scim.send('POST', path, bodies[0]);
    const one = `${path}/${created.body.id}`;
    const patch = { Operations: [{ op: 'add', path: 'externalId', value: '2' }] };

    const answers = [
      created,
      await scim.send('GET', one),
      await scim.send('PUT', one, bodies[1]),
      await scim.send('PATCH', one, patch, { Prefer: 'return=representation' }),
    ];

    expect(answers.map(({ headers }) => headers.get('content-location'))).toEqual(
      answers.map(() => `${scim.url}${one}`),
    );
    expect(answers.map(({ body }) => body.meta.location)).toEqual(answers.map(() => `${scim.url}${one}`));
  });

  test('that nothing has changed does so too; one without a body does not', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const one = `/Users/${ann.id}`;
    const minimal = { Prefer: 'return=minimal' };

    const unchanged = await scim.send('GET', one, undefined, { 'If-None-Match': ann.meta.version });
    const without = [
      await scim.send('POST', '/Users', { userName: 'bob' }, minimal),
      await scim.send('PUT', one, { userName: 'ann', title: 'Dev' }, minimal),
      await scim.send('GET', '/Users'),
    ];

    expect([unchanged.status, unchanged.headers.get('content-location')]).toEqual([304, ann.meta.location]);
    expect(without.map(({ headers }) => headers.get('content-location'))).toEqual(without.map(() => null));
  });

  test.each(['/ServiceProviderConfig', '/ResourceTypes/User', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User'])(
    'of %s does too',
    async (path) => {
      await using scim = await startScim(database);

      const { headers, body } = await scim.send('GET', path);

      expect(headers.get('content-location')).toBe(body.meta.location);
      expect(body.meta.location).toBe(`${scim.url}${path}`);
    },
  );
});

describe('a request', () => {
  test.each([
    ['without User-Agent and Accept, as Entra sends it', {}],
    ['that accepts JSON alone', { Accept: 'application/json' }],
    ['that accepts nothing that there is', { Accept: 'text/html' }],
  ])('%s is answered in SCIM form', async (_what, headers) => {
    await using scim = await startScim(database);

    const answer = await get(`${scim.url}/Users?filter=userName+eq+%22nobody%22`, {
      Authorization: `Bearer ${scim.token}`,
      ...headers,
    });

    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\nContent-Type: application\/scim\+json\r\n/);
    expect(answer).toContain('"totalResults":0');
  });

  test('that names no version is never answered with 412', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const rename = (value: string) => ({ Operations: [{ op: 'Replace', path: 'displayName', value }] });

    const statuses = [
      (await scim.send('PATCH', `/Users/${ann.id}`, rename('A'))).status,
      (await scim.send('PATCH', `/Users/${ann.id}`, rename('B'))).status,
      (await scim.send('PUT', `/Users/${ann.id}`, { userName: 'ann' })).status,
      (await scim.send('DELETE', `/Users/${ann.id}`)).status,
    ];

    expect(statuses).toEqual([200, 200, 200, 204]);
  });
});

describe('every answer', () => {
  test.each([
    ['of the SCIM endpoint', undefined, 200],
    ['to a stranger', undefined, 401],
    ['that tells whether the service lives', '/healthz', 200],
    ['to a path that there is not', '/', 404],
    ['to a URL that cannot be read', 'http://[::1', 400],
    ['to what is no HTTP', ' ', 400],
  ])('%s forbids caching and sniffing, and requires https', async (_what, target, status) => {
    await using scim = await startScim(database, { publicUrl: 'https://scim.example.com' });

    const answer = await get(
      `${scim.url}/Users`,
      status === 401 ? {} : { Authorization: `Bearer ${scim.token}` },
      target,
    );

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/\r\nCache-Control: no-store\r\n/);
    expect(answer).toMatch(/\r\nX-Content-Type-Options: nosniff\r\n/);
    expect(answer).toMatch(/\r\nStrict-Transport-Security: max-age=31536000\r\n/);
  });

  test('does not require https where the service is reached without it', async () => {
    await using scim = await startScim(database);

    expect(await get(`${scim.url}/Users`, {})).not.toMatch('Strict-Transport-Security');
  });
});

describe('a URL', () => {
  test('that cannot be parsed fails with 400 in SCIM form', async () => {
    await using scim = await startScim(database);

    const answer = await get(scim.url, {}, 'http://[::1');

    expect(answer).toMatch(/\r\nContent-Type: application\/scim\+json\r\n/);
    expect(answer).toContain('"status":"400","scimType":"invalidSyntax","detail":"the URL cannot be read"');
  });

  test('in absolute form, as for a proxy, is the same as its path', async () => {
    await using scim = await startScim(database);

    const answer = await get(scim.url, { Authorization: `Bearer ${scim.token}` }, `${scim.url}/Users?count=0`);

    expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
    expect(answer).toContain('"totalResults":0');
  });
});
