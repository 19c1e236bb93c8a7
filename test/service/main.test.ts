import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { useDatabase } from '../support/postgres';
import { newToken, registryEntry, scimClient } from '../support/scim-client';
import { failServiceProcess, startServiceProcess } from '../support/service-process';

describe('the service', () => {
  test('runs without any configuration on a PostgreSQL of its own, and shows the demo token once', async () => {
    await using service = await startServiceProcess({ DATA_DIR: 'memory' });
    const [, token = ''] = /Token\s+(\S+)/.exec(service.output()) ?? [];

    const { status } = await scimClient(service.url, token).send('POST', '/Users', { userName: 'ann@contoso.com' });
    const ready = await fetch(new URL('/readyz', service.url));

    expect(status).toBe(201);
    expect(await ready.json()).toEqual({ status: 'ready' });
    expect(await service.stop()).toBe(0);
    expect(service.output().match(/Token {2}/g)).toHaveLength(1);
    expect(service.output()).not.toMatch(/"(msg|url)":[^\n]*${token}/);
  });

  test('keeps its data from one start to the next', async () => {
    const { folder, registry, token } = registryFile();
    const env = { DATA_DIR: join(folder, 'data'), TENANTS_FILE: registry };

    const first = await startServiceProcess(env);
    await scimClient(first.url, token).send('POST', '/Users', { userName: 'ann@contoso.com' });
    await first.stop();
    await using second = await startServiceProcess(env);
    const { body } = await scimClient(second.url, token).send('GET', '/Users');

    expect(body.totalResults).toBe(1);
    await second.stop();
    rmSync(folder, { recursive: true });
  });

  test('fails with exit code 78 before it listens, naming every variable that is wrong', async () => {
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

  test('counts its requests for Prometheus on a port of its own', async () => {
    await using service = await startServiceProcess({ DATA_DIR: 'memory', METRICS_PORT: '0' });
    const [, port = ''] = /"metricsPort":(\d+)/.exec(service.output()) ?? [];
    await scimClient(service.url, 'wrong').send('GET', '/Users');

    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

    expect(metrics).toMatch('scim_request_duration_seconds_count{tenant="unknown",route="GET /Users",status="401"} 1');
  });
});

describe('two processes of the service on one database', () => {
  const database = useDatabase();

  test('keep all of 40 members that are added to one group at once', async () => {
    const { folder, registry, token } = registryFile();
    const env = { DATABASE_URL: database.url, TENANTS_FILE: registry };
    await using first = await startServiceProcess(env);
    await using second = await startServiceProcess(env);
    const clients = [scimClient(first.url, token), scimClient(second.url, token)] as const;

    const users = await Promise.all(
      Array.from({ length: 40 }, (_, index) => clients[0].send('POST', '/Users', { userName: `user-${index}` })),
    );
    const { body: team } = await clients[0].send('POST', '/Groups', { displayName: 'Data Team' });
    const answers = await Promise.all(
      users.map(({ body }, index) =>
        clients[index % 2 === 0 ? 0 : 1].send('PATCH', `/Groups/${team.id}`, {
          Operations: [{ op: 'Add', path: 'members', value: [{ value: body.id }] }],
        }),
      ),
    );
    const { body: stored } = await clients[1].send('GET', `/Groups/${team.id}`);

    expect(answers.map(({ status }) => status)).toEqual(users.map(() => 204));
    expect(stored.members).toHaveLength(40);
    rmSync(folder, { recursive: true });
  });
});

/** A folder with the registry of one tenant in it. */
function registryFile(): { folder: string; registry: string; token: string } {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-test-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user when the tests run as root
  const registry = join(folder, 'tenants.json');
  const token = newToken();
  writeFileSync(registry, JSON.stringify({ tenants: [registryEntry('contoso', token)] }));
  return { folder, registry, token };
}
