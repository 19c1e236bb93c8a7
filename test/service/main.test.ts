import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { streams } from '../../programs/streams/program';
import { callProgram } from '../support/call-program';
import { administer, useDatabase } from '../support/postgres';
import { registryFile } from '../support/registry-file';
import { scimClient } from '../support/scim-client';
import { failServiceProcess, startServiceProcess } from '../support/service-process';

/** Waits until a statement in the connection's database waits for a lock. */
async function lockAwaited(client: Client): Promise<void> {
  const waiting =
    'select 1 from pg_locks join pg_database d on d.oid = database where not granted and datname = current_database()';
  while ((await client.query(waiting)).rowCount === 0) await sleep(20);
}

describe('the service', () => {
  const database = useDatabase();

  test('runs without any configuration on a PostgreSQL of its own, and shows the demo token once', async () => {
    await using service = await startServiceProcess({ DATA_DIR: 'memory' });
    const [token, readToken] = [service.exported('TOKEN'), service.exported('READ_TOKEN')];
    const reader = scimClient(service.url, readToken);

    const { status } = await scimClient(service.url, token).send('POST', '/Users', { userName: 'ann@contoso.com' });
    const ready = await fetch(new URL('/readyz', service.url));

    expect(status).toBe(201);
    expect((await reader.send('GET', '/Users')).body.totalResults).toBe(1);
    expect((await reader.send('DELETE', '/Users/1')).status).toBe(403);
    expect(await ready.json()).toEqual({ status: 'ready' });
    expect(await service.stop()).toBe(0);
    for (const secret of [token, readToken]) expect(service.output().split(secret)).toHaveLength(2);
    const logged = service
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(logged.filter((line) => line.includes(token) || line.includes(readToken))).toEqual([]);
  });

  test('has a demo receiver that polls its events, and shows how far behind it is', async () => {
    await using service = await startServiceProcess({ DATA_DIR: 'memory' });
    const env = { ADMIN_URL: service.exported('ADMIN_URL'), ADMIN_TOKEN: service.exported('ADMIN_TOKEN') };
    const shown = async () => (await callProgram(streams, ['--format', 'csv'], env)).output;
    const entra = scimClient(service.url, service.exported('TOKEN'));
    const product = scimClient(service.url, service.exported('READ_TOKEN'));
    const poll = (ack: string) =>
      product.send('POST', '/SecurityEvents/product', { returnImmediately: true, ack: [ack] });

    await poll('another');
    const { body: ann } = await entra.send('POST', '/Users', { userName: 'ann@contoso.com' });
    const before = await shown();
    await entra.send('DELETE', `/Users/${ann.id}`);
    const [jti = ''] = Object.keys((await poll('another')).body['sets'] as object);
    const behind = await shown();
    await poll(jti);

    const columns = /^demo,product,poll,active,[^,]+,(.*?),/m;
    expect(columns.exec(before)?.[1]).toBe('');
    expect(columns.exec(behind)?.[1]).toMatch(/^\d{4}-/);
    expect(columns.exec(await shown())?.[1]).toBe('');
  });

  test('keeps its data from one start to the next', async () => {
    using registry = registryFile('contoso');
    const { token } = registry;
    const env = { DATA_DIR: join(registry.folder, 'data'), TENANTS_FILE: registry.path };

    const first = await startServiceProcess(env);
    await scimClient(first.url, token).send('POST', '/Users', { userName: 'ann@contoso.com' });
    await first.stop();
    await using second = await startServiceProcess(env);
    const { body } = await scimClient(second.url, token).send('GET', '/Users');

    expect(body.totalResults).toBe(1);
    await second.stop();
  });

  test('answers requests under way when asked to stop, and accepts no more', async () => {
    using registry = registryFile('contoso');
    await using service = await startServiceProcess({ DATABASE_URL: database.url, TENANTS_FILE: registry.path });
    const scim = scimClient(service.url, registry.token);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann@contoso.com' });
    const blocker = new Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('begin; lock table scim.users in access exclusive mode');

    const underWay = scim.send('GET', `/Users/${ann.id}`);
    await lockAwaited(blocker);
    const stopped = service.stop();
    await service.printed('"stopping"');
    const refused = await scim.send('GET', '/ResourceTypes').catch((error: unknown) => (error as Error).cause);
    await blocker.query('commit');
    await blocker.end();

    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    const answered = await underWay;
    expect([answered.status, answered.headers.get('connection')]).toEqual([200, 'close']);
    expect(await stopped).toBe(0);
  });

  test('drops expired parts of each log by its own retention at its start, once requests leave room for it', async () => {
    const [month] = await administer(
      database.url,
      `select to_char(began, 'YYYY-MM-DD') as begins, to_char(began + interval '1 month', 'YYYY-MM-DD') as ends
         from (select date_trunc('month', now() at time zone 'UTC') - interval '4 months' as began) as month`,
    );
    const { begins, ends } = month as { begins: string; ends: string };
    const [first] = await administer(
      database.url,
      `select name from scim.log_partitions where log = 'provisioning_log' order by ends`,
    );
    await administer(
      database.url,
      `set search_path to scim; drop table ${String(first?.['name'])};
       create table provisioning_log_2020_01 partition of provisioning_log for values from ('2020-01-01') to ('2020-02-01');
       create table provisioning_log_recent partition of provisioning_log for values from ('${begins}') to ('${ends}');
       create table refusals_old partition of refusals for values from ('${begins}') to ('${ends}')`,
    );
    const change = new Client({ connectionString: database.url });
    await change.connect();
    await change.query('begin; lock table scim.provisioning_log in row exclusive mode');
    const env = { DATABASE_URL: database.url, PROVISIONING_LOG_DAYS: '200', REFUSAL_LOG_DAYS: '60' };

    await using hindered = await startServiceProcess(env);
    const refused = await hindered.printed('the logs were not maintained');
    await change.end();
    await using service = await startServiceProcess(env);
    const done = await service.printed('partitions of the logs');

    expect(JSON.parse(refused)).toMatchObject({ level: 40, reason: expect.stringContaining('lock timeout') });
    expect(JSON.parse(done)).toMatchObject({ dropped: ['provisioning_log_2020_01', 'refusals_old'] });
  });

  test('fails with exit code 78 before it listens, naming every wrong variable', async () => {
    const { code, output } = await failServiceProcess({
      PORT: 'http',
      DATABASE_URL: 'mysql://root:hunter2@db/scim',
      LOG_LEVEL: 'loud',
      TENANTS_FILE: '/nowhere/tenants.json',
    });

    expect(code).toBe(78);
    expect(output).toContain("PORT must be a whole number from 0 to 65535; got 'http'");
    expect(output).toContain('DATABASE_URL must be a URL that starts with postgres://');
    expect(output).toContain("LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; got 'loud'");
    expect(output).not.toContain('hunter2');
  });

  test('fails with exit code 78 when the tenant registry cannot be used', async () => {
    const { code, output } = await failServiceProcess({ TENANTS_FILE: '/nowhere/tenants.json' });

    expect(code).toBe(78);
    expect(output).toContain(
      "TENANTS_FILE cannot be read: ENOENT: no such file or directory, open '/nowhere/tenants.json'",
    );
  });

  test('fails with exit code 78 when another service uses its data, and leaves that one alone', async () => {
    using registry = registryFile('contoso');
    const env = { DATA_DIR: join(registry.folder, 'data'), TENANTS_FILE: registry.path };
    await using first = await startServiceProcess(env);

    const { code, output } = await failServiceProcess(env);

    expect(code).toBe(78);
    expect(output).toMatch(
      /the embedded PostgreSQL did not start in .*; stop the service that uses this folder \(its PostgreSQL is process \d+\)/,
    );
    expect((await scimClient(first.url, registry.token).send('GET', '/Users')).status).toBe(200);
  });

  test('starts again on its data after it was killed, though its PostgreSQL kept running', async () => {
    using registry = registryFile('contoso');
    const env = { DATA_DIR: join(registry.folder, 'data'), TENANTS_FILE: registry.path };
    const first = await startServiceProcess(env);
    await scimClient(first.url, registry.token).send('POST', '/Users', { userName: 'ann@contoso.com' });
    await first.stop('SIGKILL');

    await using second = await startServiceProcess(env);
    const { body } = await scimClient(second.url, registry.token).send('GET', '/Users');

    expect(body.totalResults).toBe(1);
  });

  test('says at the start that its database cannot be reached, once, and is not ready meanwhile', async () => {
    await using service = await startServiceProcess({
      DATABASE_URL: 'postgres://scim:hunter2@127.0.0.1:1/scim',
    });

    const line = await service.printed('the database cannot be used');
    const ready = await fetch(new URL('/readyz', service.url));

    expect(JSON.parse(line)).toMatchObject({
      level: 50,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      reason: expect.stringContaining('ECONNREFUSED 127.0.0.1:1'),
    });
    expect(ready.status).toBe(503);
    expect(service.output()).not.toContain('hunter2');
  });

  test('writes lines for people on request', async () => {
    await using service = await startServiceProcess({ DATA_DIR: 'memory', LOG_FORMAT: 'pretty' }, /listening/);

    expect(service.output()).toMatch(/^\[\d\d:\d\d:\d\d\] .*INFO.*: .*listening/m);
  });

  test.each(['service/main.ts', 'service/migrate.ts'])(
    '%s shows its help instead of starting, and fails on unknown options',
    async (program) => {
      const help = await failServiceProcess({}, program, '--help');
      const unknown = await failServiceProcess({}, program, '--port', '80');

      expect(help.code).toBe(0);
      expect(help.output).toMatch(/^Usage: /);
      expect(unknown.code).toBe(2);
      expect(unknown.output).toContain("unknown option '--port'");
    },
  );

  test('fails to migrate an unreachable database, in one sentence', async () => {
    const env = { DATABASE_URL: 'postgres://scim:hunter2@127.0.0.1:1/scim' };

    expect(await failServiceProcess(env, 'service/migrate.ts')).toEqual({
      code: 2,
      output: 'the database could not be brought up to date: connect ECONNREFUSED 127.0.0.1:1\n',
    });
  });

  test('counts its requests for Prometheus on a separate port', async () => {
    await using service = await startServiceProcess({ DATA_DIR: 'memory', METRICS_PORT: '0' });
    const [, port = ''] = /"metricsPort":(\d+)/.exec(service.output()) ?? [];
    const scim = scimClient(service.url, 'wrong');
    // Answered 503 until the service has read the tokens that were made in the portal.
    for (let tries = 0; tries < 100 && (await scim.send('GET', '/Users')).status !== 401; tries++) await sleep(50);

    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

    expect(metrics).toMatch(
      'scim_request_duration_seconds_count{tenant="unknown",scope="unknown",route="GET /Users",status="401"} 1',
    );
  });

  test('counts the requests of a tenant that wait for a connection', async () => {
    using registry = registryFile('contoso');
    const env = { DATABASE_URL: database.url, TENANTS_FILE: registry.path, METRICS_PORT: '0' };
    await using service = await startServiceProcess(env);
    const [, port = ''] = /"metricsPort":(\d+)/.exec(service.output()) ?? [];
    const waiting = async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return text.split('\n').filter((line) => line.startsWith('scim_requests_waiting{'));
    };
    const blocker = new Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('begin; lock table scim.users in access exclusive mode');

    const scim = scimClient(service.url, registry.token);
    const answers = Promise.all(Array.from({ length: 12 }, () => scim.send('GET', '/Users')));
    for (let tries = 0; tries < 100 && !(await waiting())[0]?.endsWith(' 7'); tries++) await sleep(50);

    expect(await waiting()).toEqual(['scim_requests_waiting{tenant="contoso"} 7']); // five others have connections
    await blocker.query('commit');
    await blocker.end();
    expect((await answers).map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect(await waiting()).toEqual([]);
  });

  test('counts and logs the limits that requests meet, by the address that the proxy in front of it reports', async () => {
    const env = { DATABASE_URL: database.url, METRICS_PORT: '0', CLIENT_ADDRESS: 'forwarded' };
    await using service = await startServiceProcess(env);
    const [, port = ''] = /"metricsPort":(\d+)/.exec(service.output()) ?? [];
    const stranger = (address: string) =>
      scimClient(service.url, 'wrong').send('GET', '/Users', undefined, { 'X-Forwarded-For': address });

    const statuses: number[] = [];
    for (let n = 0; n < 15; n++) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => stranger('192.0.2.1')));
      statuses.push(...answers.map(({ status }) => status));
    }
    const { status: elsewhere } = await stranger('192.0.2.2');
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await service.stop();

    const refused = statuses.filter((status) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    expect(elsewhere).toBe(401);
    expect(metrics).toMatch(`scim_limits_met_total{tenant="unknown",limit="rate",outcome="refused"} ${refused}`);
    const logged = service
      .output()
      .split('\n')
      .filter((line) => line.includes('limit met'));
    expect(logged.map((line) => (JSON.parse(line) as { refused: number }).refused)).toEqual([refused]);
  });
});
