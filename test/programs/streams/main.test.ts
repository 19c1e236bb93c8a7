import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { streams as program } from '../../../programs/streams/program';
import { adminRoutes } from '../../../service/admin/admin-routes';
import { identifyByKey } from '../../../service/admin/identify-by-key';
import { ADMIN_PATH } from '../../../service/admin/schemas';
import { streamOperations } from '../../../service/admin/stream-operations';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { Database } from '../../../service/storage/connections/database';
import { openEventLogOn } from '../../../service/storage/history/sql-event-log';
import { SqlPositions } from '../../../service/storage/history/sql-positions';
import { openDesk } from '../../../service/streaming';
import { Streams } from '../../../service/streams/stream';
import { callProgram } from '../../support/call-program';
import { deletion } from '../../support/deletion';
import { administer, useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { silentLog, startScim } from '../../support/scim-client';

const product = { name: 'product', delivery: 'webhook', url: 'https://app.example.com', secrets: ['stream-1'] };

describe('entra-scim streams', () => {
  const database = useDatabase();
  let folder: string;
  let db: Database;
  let positions: SqlPositions;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'entra-scim-test-'));
    db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
    positions = new SqlPositions(db);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await db.close();
  });

  const slugs = [`tenant-${randomUUID()}`, `tenant-${randomUUID()}`].sort() as [string, string];
  const [contoso, fabrikam] = slugs;
  const json = JSON.stringify({
    tenants: slugs.map((slug, n) => registryEntry(slug, `token-${n}`, { streams: [product] })),
  });

  /** Contoso's product has failed for an hour; fabrikam's has all that there is. */
  async function begin(): Promise<void> {
    await administer(database.url, 'delete from scim.stream_positions');
    for (const tenant of slugs) await positions.begin({ tenant, stream: 'product' }, 'c0');
    const lease = { tenant: contoso, stream: 'product', holder: randomUUID() };
    await positions.take(lease);
    const [at, reason] = [new Date(Date.now() - 3_600_000), 'it answered 500'];
    const attempt = {
      at,
      eventId: 'e1',
      eventType: 'user.deleted',
      outcome: 'failed',
      status: 500,
      ms: 7,
      reason,
    } as const;
    await positions.fail(lease, {
      cursor: 'c0',
      behindSince: at,
      attempts: [attempt],
      failures: 3,
      failingSince: at,
      reason,
      pauseSeconds: 60,
    });
  }
  beforeEach(begin);

  /** Both ways to ask: the database with the registry, and the admin API. */
  async function ways() {
    const path = join(folder, 'tenants.json');
    writeFileSync(path, json);
    const registry = TenantRegistry.parse(json);
    const desk = openDesk({ streams: new Streams(registry), positions, openEventLog: openEventLogOn(db), registry });
    const url = 'https://scim.example.com';
    const admin = adminRoutes(streamOperations(registry, desk), identifyByKey('the-key'), silentLog(), url);
    const scim = await startScim(database, { overrides: { admin } });
    const api = scim.url.replace('/scim/v2', ADMIN_PATH);
    return {
      all: [
        { TENANTS_FILE: path, DATABASE_URL: database.url, TZ: 'UTC' },
        { ADMIN_URL: api, ADMIN_TOKEN: 'the-key', TZ: 'UTC' },
      ],
      api,
      [Symbol.asyncDispose]: () => scim[Symbol.asyncDispose](),
    };
  }

  const states = async () =>
    Object.fromEntries((await positions.after(undefined, 10)).map(({ tenant, state }) => [tenant, state]));

  test('tells how far behind each stream is, and why', async () => {
    await using asked = await ways();
    for (const env of asked.all) {
      const { output, code } = await callProgram(program, [], env);

      expect(code).toBe(0);
      expect(output).toMatch(new RegExp(`${contoso} +│ product │ failing \\(3\\) │ 1 h [^│]*│ [^│]+│ it answered 500`));
      expect(output).toMatch(new RegExp(`${fabrikam} +│ product │ active +│ - `));
    }
  });

  test('tells of one tenant, for a program', async () => {
    await using asked = await ways();
    for (const env of asked.all) {
      const { output } = await callProgram(program, [fabrikam, '--format', 'json'], env);

      expect(JSON.parse(output)).toMatchObject([
        { tenant: fabrikam, stream: 'product', delivery: 'webhook', failures: 0 },
      ]);
    }
  });

  test('pauses, resumes and replays a stream, which history keeps with who did it', async () => {
    await using asked = await ways();
    for (const [n, env] of asked.all.entries()) {
      await begin();
      await callProgram(program, ['pause', contoso, 'product'], env);
      expect(await states()).toEqual({ [contoso]: 'paused', [fabrikam]: 'active' });
      const again = await callProgram(program, ['pause', contoso, 'product'], env);
      expect(again.output).toContain('was so already');
      await callProgram(program, ['resume', contoso, 'product'], env);
      expect(await states()).toEqual({ [contoso]: 'active', [fabrikam]: 'active' });
      const { output } = await callProgram(program, ['replay', contoso, 'product', '--from', 'now'], env);
      expect(output).toBe(`product of '${contoso}': replayed\n`);

      const [position] = await positions.of(contoso);
      expect(position?.cursor).not.toBe('c0');
      const history = await administer(
        database.url,
        `select action from scim.provisioning_log where tenant_id = '${contoso}' and token_id = '${['streams-command', 'key'][n]}' order by at`,
      );
      expect(history.map(({ action }) => action)).toEqual(['pause', 'resume', 'replay']);
    }
  });

  test('replays what happened from a time on', async () => {
    await using asked = await ways();
    await administer(
      database.url,
      [deletion(contoso, 'old', { ago: '3 hours' }), deletion(contoso, 'recent', { ago: '1 hour' })].join(';'),
    );

    await callProgram(program, ['replay', contoso, 'product', '--since', '2h'], asked.all[0]);

    const [position] = await positions.of(contoso);
    const { position: place } = JSON.parse(
      JSON.stringify(
        await administer(
          database.url,
          `select position from scim.provisioning_log where tenant_id = '${contoso}' and name = 'recent'`,
        ),
      ),
    )[0];
    expect(JSON.parse(Buffer.from(position?.cursor ?? '', 'base64url').toString())[2]).toBe(Number(place));
  });

  test('tells an operator what was sent, and fails for others', async () => {
    await using asked = await ways();
    const ask = async (path: string, method = 'GET') => {
      const response = await fetch(`${asked.api}${path}`, { method, headers: { Authorization: 'Bearer the-key' } });
      return { status: response.status, body: await response.json() };
    };

    const { body } = await ask(`/tenants/${contoso}/streams/product/deliveries`);
    expect(body.items[0]).toMatchObject({ eventId: 'e1', outcome: 'failed', status: 500, reason: 'it answered 500' });
    expect((await ask(`/tenants/${contoso}/streams/other/pause`, 'POST')).status).toBe(404);
    expect((await ask(`/tenants/nobody/streams`)).status).toBe(404);
    expect((await ask(`/tenants/${contoso}/streams/product/replay?cursor=nonsense`, 'POST')).status).toBe(400);
    expect(await ask(`/tenants/${contoso}/streams/product/replay`, 'POST')).toMatchObject({
      status: 400,
      body: { detail: 'give one of from, cursor and since' },
    });
    const { body: first } = await ask('/streams?count=1');
    expect([first.items[0].tenant, first.next]).toEqual([contoso, `${contoso}/product`]);
    const { body: rest } = await ask(`/streams?count=5&cursor=${encodeURIComponent(first.next)}`);
    expect([rest.items.map(({ tenant }: { tenant: string }) => tenant), rest.next]).toEqual([[fabrikam], null]);
  });

  test.each([
    [['pause', contoso, 'nothing'], `'${contoso}' has no stream 'nothing'; its streams are: product`],
    [['replay', contoso, 'product'], 'say from where to continue: --since, --after or --from'],
  ])('fails on %j', async (args, complaint) => {
    await using asked = await ways();
    for (const env of asked.all) {
      const { code, errors } = await callProgram(program, args, env);

      expect([code, errors]).toEqual([2, expect.stringContaining(complaint)]);
    }
  });
});
