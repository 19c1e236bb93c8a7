import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';

import { Database } from '../../../service/storage/connections/database';
import { startConsole } from '../../support/console';
import { useDatabase } from '../../support/postgres';

const OWN = { 'Sec-Fetch-Site': 'same-origin' };
const TENANT = '/console/tenants/contoso';

const database = useDatabase();
let db: Database;
let console: Awaited<ReturnType<typeof startConsole>>;
let cookie: string;
beforeAll(async () => {
  db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
  console = await startConsole(db);
  const { cookies } = await console.signedIn();
  cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
});
afterAll(async () => {
  await console[Symbol.asyncDispose]();
  await db.close();
});

/** Sends a request, and returns the answer as it was sent. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const sent = request(new URL(path, console.publicUrl), {
      method,
      headers: { Cookie: cookie, 'Accept-Encoding': 'gzip', ...headers },
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ headers: answer.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.end();
  });
}

test.each([
  ['a page', '/console', {}],
  ['a list that somebody filters', `${TENANT}/users?name=ann`, OWN],
  ['a bookmark with a query', '/console?sort=users', { 'Sec-Fetch-Site': 'none' }],
  ['a live list', `${TENANT}/activity?`, { ...OWN, 'HX-Request': 'true' }],
  ['a CSV file', `${TENANT}/activity?format=csv`, OWN],
])('%s is compressed, and has the same content', async (_what, path, headers) => {
  const plain = await ask(path, { ...headers, 'Accept-Encoding': 'identity' });
  const compressed = await ask(path, headers);

  expect([plain.headers['content-encoding'], compressed.headers['content-encoding']]).toEqual([undefined, 'gzip']);
  expect(compressed.headers['vary']).toBe('Accept-Encoding');
  const valueOf = (html: string) => html.replaceAll(/name="form_token" value="[^"]+"/g, '');
  expect(valueOf(gunzipSync(compressed.body).toString())).toBe(valueOf(plain.body.toString()));
});

test('the style is compressed, and still kept for a year', async () => {
  const [style = ''] =
    /\/assets\/[^"]+\.css/.exec((await ask('/console', { 'Accept-Encoding': 'identity' })).body.toString()) ?? [];

  const { headers } = await ask(style);

  expect([headers['content-encoding'], headers['cache-control']]).toEqual([
    'gzip',
    'public, max-age=31536000, immutable',
  ]);
});

test('an answer to HEAD has no body', async () => {
  const { headers, body } = await ask('/console', {}, 'HEAD');

  expect([headers['vary'], body.length]).toEqual(['Accept-Encoding', 0]);
});

test.each([
  ['another site', 'cross-site'],
  ['another site of the same domain', 'same-site'],
])(
  'fails to compress a page with a query that %s asked for, whose length would tell what is on it',
  async (_, site) => {
    const { headers } = await ask('/console?q=guess', { 'Sec-Fetch-Site': site });

    expect(headers['content-encoding']).toBeUndefined();
  },
);

test('the value in a form is another one each time, and never that of the session', async () => {
  const valueIn = async () =>
    /name="form_token" value="([^"]+)"/.exec(
      (await ask('/console', { 'Accept-Encoding': 'identity' })).body.toString(),
    )?.[1];
  const values = [await valueIn(), await valueIn(), await valueIn()];

  expect(new Set(values.map((value) => value?.split('.')[1])).size).toBe(3);
});
