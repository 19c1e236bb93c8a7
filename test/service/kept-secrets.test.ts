import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { load } from 'cheerio';

import { sha256 } from '../../service/directory/tenant-registry';
import { browserOf, type TestBrowser } from '../support/console';
import { administer, useDatabase } from '../support/postgres';
import { startReceiver } from '../support/receiver';
import { registryFile } from '../support/registry-file';
import { newToken, scimClient } from '../support/scim-client';
import { startServiceProcess } from '../support/service-process';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A user whose attributes all have a marker in their values. History keeps only the values of the first four. */
const user = {
  userName: 'kept-1@contoso.example',
  displayName: 'kept-2',
  externalId: 'kept-3',
  roles: [{ value: 'account_reviewer', display: 'marker-1', type: 'marker-2', primary: true }],
  name: { givenName: 'marker-3', familyName: 'marker-4', formatted: 'marker-5', middleName: 'marker-6' },
  nickName: 'marker-7',
  title: 'marker-8',
  userType: 'marker-9',
  profileUrl: 'https://marker-10.example',
  emails: [{ value: 'marker-11@contoso.example', type: 'work', primary: true }],
  phoneNumbers: [{ value: '+49 marker-12', type: 'work' }],
  addresses: [{ formatted: 'marker-13', locality: 'marker-14', streetAddress: 'marker-15', type: 'work' }],
  password: 'marker-password',
  [ENTERPRISE]: { department: 'marker-16', employeeNumber: 'marker-17', costCenter: 'marker-18' },
};
const LOGS = ['provisioning_log', 'membership_log', 'refusals', 'deliveries', 'stream_positions', 'token_calls'];

describe('what the service keeps and tells', () => {
  const database = useDatabase();

  test('has no secret in it, and in history and logs no values but those that history names', async () => {
    using registry = registryFile('contoso');
    await using product = await startReceiver((res, count) => res.writeHead(count === 1 ? 500 : 204).end());
    await using siem = await startReceiver((res) =>
      res.writeHead(400).end(JSON.stringify({ err: 'marker-err', description: 'marker-description' })),
    );
    const readToken = newToken();
    const secrets: Record<string, string> = {
      'stream-1': randomBytes(32).toString('base64url'),
      'siem-authorization': `Bearer ${newToken()}`,
      'set-signing-key-1': randomBytes(32).toString('base64url'),
    };
    for (const [name, value] of Object.entries(secrets)) writeFileSync(join(registry.folder, name), value);
    const streams = [
      { name: 'product', delivery: 'webhook', url: product.url, secrets: ['stream-1'], privateAddresses: true },
      {
        name: 'siem',
        delivery: 'push',
        url: siem.url,
        audience: siem.url,
        content: 'full',
        authorization: 'siem-authorization',
        privateAddresses: true,
      },
    ];
    const { tenants } = JSON.parse(readFileSync(registry.path, 'utf8')) as { tenants: object[] };
    const readers = [{ id: 'product-1', sha256: sha256(readToken) }];
    writeFileSync(registry.path, JSON.stringify({ tenants, readers, streams, signing: ['set-signing-key-1'] }));
    await using service = await startServiceProcess({
      DATABASE_URL: database.url,
      TENANTS_FILE: registry.path,
      SECRETS_FOLDER: registry.folder,
      METRICS_PORT: '0',
    });
    const scim = scimClient(service.url, registry.token);
    const reader = scimClient(service.url.replace('/scim/v2', '/tenants/contoso/scim/v2'), readToken);
    const rows = async (table: string) =>
      JSON.stringify(await administer(database.url, `select row_to_json(t) from scim.${table} as t`));
    while ((await administer(database.url, 'select from scim.stream_positions')).length < 2) await sleep(20);
    const { cursor } = (await reader.send('GET', '/events?from=now')).body;

    const { body: ann } = await scim.send('POST', '/Users', user);
    await scim.send('POST', '/Users', user); // 409
    await scim.send('POST', '/Groups', { displayName: 'kept-4', members: [{ value: ann.id }] });
    const change = { op: 'replace', path: 'title', value: 'marker-19' };
    const refused = { op: 'replace', path: 'active', value: 'marker-20' };
    for (const operation of [change, refused])
      await scim.send('PATCH', `/Users/${ann.id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [operation],
      });
    await scim.send('GET', '/Users?filter=userName+eq+%22marker-21%22');
    await scim.send('GET', '/marker-22');
    await scimClient(service.url, 'marker-23'.repeat(5)).send('GET', '/Users');
    await scim.send('DELETE', `/Users/${ann.id}`);
    await product.got(4);
    await siem.got(1);
    while ((await rows('deliveries')).split('"siem"').length < 2) await sleep(20);
    const events = JSON.stringify((await reader.send('GET', `/events?after=${cursor}`)).body);
    const { metricsPort } = JSON.parse(await service.printed('"listening"')) as { metricsPort: number };
    const metrics = await (await fetch(`http://localhost:${metricsPort}/metrics`)).text();
    await service.stop();

    const kept = {
      log: service.output(),
      metrics,
      ...Object.fromEntries(await Promise.all(LOGS.map(async (table) => [table, await rows(table)] as const))),
    };
    const told = {
      events,
      webhooks: JSON.stringify(product.received),
      tokens: siem.received.map(({ body }) => Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()).join(),
    };
    const everything: Record<string, string> = { ...kept, ...told };
    expect(everything['provisioning_log']).toContain('kept-1'); // the name of a deleted user, as its contract says
    expect(everything['log']).toContain('active must be true or false; got …');
    for (const [place, text] of Object.entries(everything)) {
      for (const secret of [registry.token, readToken, ...Object.values(secrets), 'marker-password'])
        expect([place, text.includes(secret)]).toEqual([place, false]);
    }
    for (const [place, text] of Object.entries(kept))
      expect([place, /marker[-\w]*/.exec(text)?.[0]]).toEqual([place, undefined]);
    expect(everything['webhooks']).toContain('marker-7'); // an event shows the resource
  });

  test('has none on any page and in any answer: admin API, console, portal, tokens, keys, health', async () => {
    await using service = await startServiceProcess({ DATABASE_URL: database.url, METRICS_PORT: '0' });
    const origin = new URL(service.url).origin;
    const [token, readToken, key] = ['TOKEN', 'READ_TOKEN', 'ADMIN_TOKEN'].map((name) => service.exported(name));
    const [scim, reader] = [scimClient(service.url, String(token)), scimClient(service.url, String(readToken))];
    const { body: ann } = await scim.send('POST', '/Users', user, HEADERS);
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'kept-4', members: [{ value: ann.id }] });
    await scim.send('PATCH', `/Users/${ann.id}`, user, HEADERS);
    const operation = { method: 'PATCH', path: `/Users/${ann.id}`, data: { marker: 'marker-24' } };
    await scim.send('POST', '/Bulk', { Operations: [operation], marker: 'marker-25' }, HEADERS);
    const { body: bob } = await scim.send('POST', '/Users', { ...user, userName: 'kept-5', externalId: 'kept-6' });
    await scim.send('DELETE', `/Users/${bob.id}`);
    const portal = await enter(service.output(), 'Portal', origin);
    await portal.send('/portal/scim');
    const made = load(await portal.send('/portal/tokens'))('#new-token').text();
    await scimClient(service.url, made).send('POST', '/Users', { ...user, roles: 'marker-26' });
    const console = await enter(service.output(), 'Console', origin);
    const refusals = async () => administer(database.url, "select from scim.refusals where tenant_id = 'trial'");
    while ((await refusals()).length < 1) await sleep(20);

    const told = new Map<string, string>([
      ...(await crawl(console, '/console')),
      ...(await crawl(portal, '/portal')),
      [
        'poll',
        JSON.stringify((await reader.send('POST', '/SecurityEvents/product', { returnImmediately: true })).body),
      ],
    ]);
    const get = async (path: string, authorization = '') => {
      const response = await fetch(`${origin}${path}`, { headers: { ...HEADERS, Authorization: authorization } });
      told.set(path, `${JSON.stringify([...response.headers])}${await response.text()}`);
      return told.get(path) ?? '';
    };
    const { paths } = JSON.parse((await get('/admin/v1/openapi.json')).replace(/^.*?\]\]/s, '')) as { paths: object };
    const reads = Object.entries(paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []));
    for (const path of reads) {
      const id = path.includes('/groups/') ? team.id : ann.id;
      const filled = path.replace('{tenant}', 'demo').replace('{id}', id).replace('{stream}', 'product');
      await get(`/admin/v1${filled}${path.endsWith('/names') ? '?type=User&name=kept-5' : ''}`, `Bearer ${key}`);
    }
    await get('/admin/v1/tenants/trial/refusals', `Bearer ${key}`);
    await get('/admin/v1/tenants/trial', `Bearer ${'marker-27'.repeat(5)}`);
    for (const path of ['/.well-known/jwks.json', '/.well-known/ssf-configuration', '/healthz', '/readyz', '/marker'])
      await get(path);
    await service.stop();
    told.set('log', service.output().replaceAll(/^(?!\{).*$/gm, ''));

    expect(reads.length).toBeGreaterThan(20);
    expect([...told.keys()].filter((path) => path.startsWith('/console')).length).toBeGreaterThan(15);
    expect(told.get(`/admin/v1/tenants/demo/changes`)).toContain('kept-5');
    expect(told.get('/admin/v1/tenants/trial/refusals')).toContain('"detail"');
    for (const [place, text] of told) {
      for (const secret of [token, readToken, key, made, 'marker-password'])
        expect([place, text.includes(String(secret))]).toEqual([place, false]);
      expect([place, /marker-[\w-]+/.exec(text)?.[0]]).toEqual([place, undefined]);
    }
  });
});

/** Headers that clients and proxies send, with a marker in each. */
const HEADERS = {
  'User-Agent': 'marker-agent',
  'X-Forwarded-For': 'marker-address',
  'X-Request-Id': 'marker-id',
  'If-Match': '"marker-tag"',
  Cookie: 'console=marker-cookie',
  Referer: 'https://marker-referer.example',
};

/** A browser that has opened a link which the service printed when it started. */
async function enter(printed: string, site: string, origin: string) {
  const link = new URL(new RegExp(`^ +${site} +(\\S+)`, 'm').exec(printed)?.[1] ?? '');
  const browser = browserOf(origin);
  await browser.ask(link.pathname, Object.fromEntries(link.searchParams));
  return {
    ...browser,

    /** Sends the form of the page whose action begins with a path, and returns the answer. */
    send: async (action: string) => {
      const $ = load((await browser.ask('/portal')).html);
      const form = $(`form[action^="${action}"]`).first();
      const fields = form
        .find('input, select')
        .toArray()
        .map((each) => [String($(each).attr('name')), String($(each).val())] as const);
      return (await browser.ask(form.attr('action') ?? action, Object.fromEntries(fields))).html;
    },
  };
}

/** All pages and files that links lead to from a page, by path. */
async function crawl(browser: TestBrowser, start: string): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined && seen.size < 100; path = waiting.pop()) {
    if (seen.has(path) || !path.startsWith(start)) continue;
    const { html } = await browser.ask(path);
    seen.set(path, html);
    const $ = load(html);
    waiting.push(
      ...$('a[href]')
        .toArray()
        .map((link) => String($(link).attr('href'))),
    );
  }
  return seen;
}
