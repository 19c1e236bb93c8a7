import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import pino from 'pino';

import {
  endedStreams,
  limitedTenants,
  quarantineRisks,
  refusals,
  requests,
  serverErrors,
  silentTenants,
  slowRequests,
  tenantTable,
  unauthorizedRequests,
} from '../../../constructs/azure/request-queries';
import { sha256 } from '../../../service/directory/tenant-registry';
import { LimitLog } from '../../../service/outcomes/limit-log';
import { administer, useDatabase } from '../../support/postgres';
import { startReceiver } from '../../support/receiver';
import { registryFile } from '../../support/registry-file';
import { type ScimClient, scimClient, startScim } from '../../support/scim-client';
import { startServiceProcess } from '../../support/service-process';

type Line = Readonly<Record<string, unknown>>;

const TENANTS = ['contoso', 'fabrikam'];
const QUERIES = {
  requests: requests('acme-scim'),
  silentTenants: silentTenants('acme-scim', TENANTS),
  unauthorizedRequests: unauthorizedRequests('acme-scim'),
  serverErrors: serverErrors('acme-scim'),
  refusals: refusals('acme-scim'),
  quarantineRisks: quarantineRisks('acme-scim'),
  limitedTenants: limitedTenants('acme-scim'),
  endedStreams: endedStreams('acme-scim'),
  slowRequests: slowRequests('acme-scim'),
  tenantTable: tenantTable('acme-scim', TENANTS),
};

/** Columns of `ContainerAppConsoleLogs` as Azure documents them. */
const COLUMNS = ['TimeGenerated', 'ContainerAppName', 'ContainerGroupName', 'RevisionName', 'Stream', 'Log'];

const database = useDatabase();

/** The lines that the service logs while `talk` sends requests to it. */
async function logOf(talk: (scim: ScimClient) => Promise<void>): Promise<Line[]> {
  const lines: Line[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Line);
      done();
    },
  });
  {
    const readers = [{ id: 'product-1', sha256: sha256('reader') }];
    await using scim = await startScim(database, { overrides: { log: pino(stream) }, tenant: { readers } });
    await talk(scim);
  }
  return lines;
}

/** Entra's requests over the lifetime of some users and groups, and one request with a wrong token. */
async function wholeLife(scim: ScimClient): Promise<void> {
  for (const [path, body] of [
    ['/Users', { userName: 'ann@contoso.example' }],
    ['/Groups', { displayName: 'Analysts' }],
  ] as const) {
    const { body: created } = await scim.send('POST', path, body);
    const operation = { op: 'replace', path: 'externalId', value: '42' };
    await scim.send('PATCH', `${path}/${created.id}`, { Operations: [operation] });
    await scim.send('DELETE', `${path}/${created.id}`);
  }
  await scim.send('GET', '/Users', undefined, { Authorization: 'Bearer wrong' });
}

describe('a query over the log of the service', () => {
  test('reads fields that the service writes, with the types that it writes', async () => {
    const lines = (await logOf(wholeLife)).filter(({ msg }) => msg === 'request');
    const fields = [...QUERIES.requests.matchAll(/\b(\w+)\(line\.(\w+)\)/g)].map(([, cast, field]) => ({
      cast,
      field,
    }));

    expect(lines).toHaveLength(7);
    expect(QUERIES.requests).toContain("line.msg == 'request'");
    expect(fields.map(({ field }) => field)).toEqual(['tenant', 'token', 'scope', 'route', 'status', 'ms']);
    for (const { cast, field } of fields) {
      const types = new Set(lines.map((line) => typeof line[field ?? '']).filter((type) => type !== 'undefined'));
      expect([field, [...types]]).toEqual([field, [cast === 'tostring' ? 'string' : 'number']]);
    }
  });

  test('finds a refused token by its status, although its tenant is not known', async () => {
    const [refused] = (await logOf(wholeLife)).filter(({ status }) => status === 401);

    expect(refused).not.toHaveProperty('tenant');
    expect(QUERIES.unauthorizedRequests).toMatch(/\| where status == 401$/);
  });

  test("reads the service's lines about limits that were met, without those of strangers", () => {
    const lines: Line[] = [];
    const limits = new LimitLog(pino({}, { write: (line: string) => lines.push(JSON.parse(line) as Line) }));
    limits.onLimit({ tenant: 'contoso', limit: 'rate', outcome: 'refused' });
    limits.write();

    const [, message] = /line\.msg == '([^']+)'/.exec(QUERIES.limitedTenants) ?? [];
    const fields = [...QUERIES.limitedTenants.matchAll(/tostring\(line\.(\w+)\)/g)].map(([, field = '']) => field);
    expect(lines.map(({ msg }) => msg)).toEqual([message]);
    expect(fields.map((field) => lines[0]?.[field])).toEqual(['contoso']);
    expect(QUERIES.limitedTenants).toContain('where isnotempty(tenant)');
    expect(QUERIES.limitedTenants).toContain('summarize minutes = dcount(bin(TimeGenerated, 1m)) by tenant');
  });

  test("reads the service's line about a stream whose receiver wants no more events", async () => {
    using registry = registryFile('contoso');
    await using product = await startReceiver((res) => res.writeHead(410).end());
    const stream = { name: 'product', delivery: 'webhook', url: product.url, secrets: ['key'], privateAddresses: true };
    const { tenants } = JSON.parse(readFileSync(registry.path, 'utf8')) as { tenants: object[] };
    writeFileSync(registry.path, JSON.stringify({ tenants, streams: [stream] }));
    writeFileSync(join(registry.folder, 'key'), randomBytes(32).toString('base64url'));
    await using service = await startServiceProcess({
      DATABASE_URL: database.url,
      TENANTS_FILE: registry.path,
      SECRETS_FOLDER: registry.folder,
    });
    const begun = "select from scim.stream_positions where stream = 'product'";
    while ((await administer(database.url, begun)).length === 0) await sleep(20);
    await scimClient(service.url, registry.token).send('POST', '/Users', { userName: 'eva@contoso.example' });
    const line = JSON.parse(await service.printed('"level":50')) as Line;

    const [, message] = /line\.msg == '([^']+)'/.exec(QUERIES.endedStreams) ?? [];
    const columns = [...QUERIES.endedStreams.matchAll(/(\w+) = tostring\(line\.(\w+)\)/g)];
    expect(line['msg']).toBe(message);
    expect(columns.map(([, column, field = '']) => [column, line[field]])).toEqual([
      ['tenant', 'contoso'],
      ['stream', 'product'],
    ]);
  });

  test.each(['silentTenants', 'refusals', 'quarantineRisks'] as const)(
    '%s leaves readers out, in the word that the service writes',
    async (name) => {
      const [line] = await logOf(async (scim) => {
        await scim.send('GET', '/Users', undefined, { Authorization: 'Bearer reader' });
      });

      expect(line).toMatchObject({ scope: 'read', status: 200 });
      expect(QUERIES[name]).toContain("| where isnotempty(tenant) and scope != 'read'");
    },
  );

  test.each(['refusals', 'tenantTable'] as const)(
    '%s does not count the read of a missing user as refused, just as history does not',
    async (name) => {
      const [line] = await logOf(async (scim) => {
        await scim.send('GET', `/Users/${randomUUID()}`);
      });
      const [, status, start, end] =
        /not\(status == (\d+) and route startswith '([^']+)' and route endswith '([^']+)'\)/.exec(QUERIES[name]) ?? [];

      expect(line?.['status']).toBe(Number(status));
      expect(line?.['route']).toBe(`${start}/Users${end}`);
    },
  );

  test('counts changes by the routes and statuses that the service writes', async () => {
    const lines = await logOf(wholeLife);
    const counted = [...QUERIES.tenantTable.matchAll(/'((?:POST|PATCH|DELETE) \/[^']+)'/g)].map(([, route]) => route);

    expect(new Set(counted)).toEqual(
      new Set(lines.filter(({ status }) => Number(status) < 300).map(({ route }) => route)),
    );
    expect(lines.find(({ route }) => route === 'POST /Users')?.['status']).toBe(201);
  });

  test.each(Object.entries(QUERIES))('%s reads only columns of its table, and closes every bracket', (_name, query) => {
    const table = query.slice(query.indexOf('ContainerAppConsoleLogs'), query.indexOf('| project') + 24);
    const read = [...table.matchAll(/\b(TimeGenerated|Log|Container\w+|Revision\w+|Stream)\b/g)].map(([name]) => name);

    expect(read.filter((name) => !COLUMNS.includes(name) && name !== 'ContainerAppConsoleLogs')).toEqual([]);
    expect(query.split('(')).toHaveLength(query.split(')').length);
    expect(query.split("'").length % 2).toBe(1);
  });

  test('expects a row per tenant, whether or not it has called', () => {
    expect(QUERIES.silentTenants).toMatch(
      /^datatable\(tenant: string\) \['contoso', 'fabrikam'\]\n\| join kind=leftanti/,
    );
    expect(QUERIES.tenantTable).toMatch(
      /^datatable\(tenant: string\) \['contoso', 'fabrikam'\]\n\| join kind=leftouter/,
    );
  });
});
