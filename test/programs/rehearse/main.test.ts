import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { rehearse } from '../../../programs/rehearse/program';
import { callProgram, startProgram } from '../../support/call-program';
import { configFolder, CONTOSO, FABRIKAM, NORTHWIND } from '../../support/config-folder';
import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

/** Starts the rehearsal in a process of its own, as an operator does. */
function start(args: string[], env: Record<string, string> = {}) {
  return spawn(process.execPath, ['--import', 'tsx', 'programs/main.ts', 'rehearse', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The output and exit code of a rehearsal in a process of its own, as an operator starts it. */
async function runStarted(args: string[], env?: Record<string, string>): Promise<{ code: number; output: string }> {
  const { code, output, errors } = await startProgram('programs/main.ts', ['rehearse', ...args], env);
  return { code, output: output + errors };
}

/** The output and exit code of a rehearsal in this process. */
async function run(args: string[], env?: Record<string, string>): Promise<{ code: number; output: string }> {
  const { code, output, errors } = await callProgram(rehearse, args, env);
  return { code, output: output + errors };
}

/** Files that the rehearsal and its service have left in the temporary folder. */
function left(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('entra-scim-'));
}

/**
 * Whether a service that uses a file in the folder is still running: `ps` shows the environment of our own processes.
 */
function serves(folder: string): boolean {
  return execFileSync('ps', ['axeww'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).includes(
    `TENANTS_FILE=${folder}`,
  );
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** Whether a condition becomes true soon. */
async function until(condition: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await condition()) return true;
    await sleep(100);
  }
  return false;
}

describe('entra-scim rehearse', () => {
  const database = useDatabase();

  test('plays every companion tenant of the configuration, and says why it leaves others out', async () => {
    using folder = configFolder({
      'tenants/contoso.yaml': CONTOSO,
      'tenants/fabrikam.yaml': FABRIKAM,
      'tenants/northwind.yaml': NORTHWIND,
    });

    const { code, output } = await runStarted(['--users', '5', '--groups', '2'], { CONFIG_DIR: folder.path });

    expect(output).toContain(
      'fabrikam is not rehearsed here: it provisions into https://scim.fabrikam.example/v2, which is not ours.',
    );
    expect(output).toContain('northwind is not rehearsed here: its admin generates its tokens in the portal.');
    expect(output).toContain('contoso: 5 users and 2 groups into http://localhost:');
    expect(output).toContain('create users: 5\n');
    expect(output).toContain('✓ no difference');
    expect(output).not.toContain('\x1b');
    expect(code).toBe(0);
  });

  test('shows how soon a product has each kind of event, and how soon each product ends sessions', async () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO });

    const { code, output } = await runStarted(['--users', '10', '--groups', '1', '--events'], {
      CONFIG_DIR: folder.path,
    });

    for (const way of ['wait', 'webhook']) expect(output).toMatch(new RegExp(`│ user.deactivated +│ ${way} +│ +1 │`));
    for (const way of ['wait', 'webhook', 'push']) {
      expect(output).toMatch(new RegExp(`│ session lost \\(deactivated\\) +│ ${way} +│ +1 │`));
      expect(output).toMatch(new RegExp(`│ session lost \\(deleted\\) +│ ${way} +│ +10 │`));
    }
    expect(output).toContain('✓ no difference');
    expect(code).toBe(0);
  });

  test('plays a tenant that has a reader named rehearsal', async () => {
    using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}readers: [{ name: rehearsal }]\n` });

    const { code, output } = await runStarted(['--users', '1', '--groups', '1'], { CONFIG_DIR: folder.path });

    expect(output).toContain('✓ no difference');
    expect(code).toBe(0);
  });

  test('plays against a service that runs already', async () => {
    await using scim = await startScim(database);

    const { code, output } = await run(['--tenant', 'contoso', '--users', '5', '--groups', '2', '--url', scim.url], {
      SCIM_TOKEN: scim.token,
    });

    expect(output).toContain('✓ no difference');
    expect(output).not.toContain(scim.token);
    expect(code).toBe(0);
    expect((await scim.send('GET', '/Users')).body.totalResults).toBe(0);
  });

  test('shows how far the mirror of a product is behind, also one of a service that runs already', async () => {
    await using scim = await startScim(database);

    const { code, output } = await run(
      ['--tenant', 'contoso', '--users', '20', '--groups', '2', '--events', '--url', `${scim.url}?aadOptscim062020`],
      { SCIM_TOKEN: scim.token },
    );

    expect(output).toMatch(/│ event +│ by +│ count │ p50 ms │ p99 ms │ max ms │/);
    expect(output).toMatch(/│ session lost \(deleted\) +│ wait │ +\d+ │/);
    expect(output).toContain('✓ no difference');
    expect(code).toBe(0);
  });

  test('removes what an earlier run left behind, and nothing else', async () => {
    await using scim = await startScim(database);
    const users = ['rehearsal-1a2b3c.user1@rehearsal.example', 'ann@rehearsal-partners.example', 'bob@contoso.com'];
    for (const userName of users) await scim.send('POST', '/Users', { userName });
    for (const displayName of ['Data (rehearsal-1a2b3c) renamed', 'About rehearsal-1a2b3c']) {
      await scim.send('POST', '/Groups', { displayName });
    }

    const args = ['--tenant', 'contoso', '--url', scim.url, '--token', scim.token, '--cleanup'];
    const { code, output } = await run(args);
    const names = async (path: string, attribute: string) =>
      (await scim.send('GET', path)).body.Resources.map((one: any) => one[attribute]).sort();

    expect(output).toContain('removed 2 users and groups that rehearsals had left');
    expect(code).toBe(0);
    expect(await names('/Users', 'userName')).toEqual(['ann@rehearsal-partners.example', 'bob@contoso.com']);
    expect(await names('/Groups', 'displayName')).toEqual(['About rehearsal-1a2b3c']);
  });

  test('removes what it has written into a service that runs already when SIGINT ends it', async () => {
    await using scim = await startScim(database);
    const args = ['--tenant', 'contoso', '--users', '400', '--url', scim.url, '--token', scim.token];
    const child = start(args);
    await until(async () => (await scim.send('GET', '/Users?count=0')).body.totalResults > 20);

    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];

    expect(code).toBe(2);
    expect((await scim.send('GET', '/Users?count=0')).body.totalResults).toBe(0);
  });

  test('fails before it sends anything to a service on another machine, unless --yes is given', async () => {
    const { code, output } = await run([
      '--tenant',
      'fabrikam',
      '--url',
      'https://scim.example.invalid/v2',
      '--token',
      'x',
    ]);

    expect(output).toContain(
      'scim.example.invalid is not this machine, and 200 invented users and 10 groups are written',
    );
    expect(output).toContain('if that is intended, add --yes. Nothing was sent');
    expect(code).toBe(2);
  });

  test("plays the tenant's own mappings, and says which of them it cannot play", async () => {
    const mappings =
      "{ users: [{ target: externalId, source: '[objectId]', matching: 1 }, { target: userName, source: '[mail]' }, " +
      "{ target: nickName, source: 'Guid()' }], groups: [] }";
    using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}provisioning: { mappings: ${mappings} }\n` });
    const asked: string[] = [];
    const server = createServer((req, res) => {
      asked.push(req.url ?? '');
      res.statusCode = 500;
      res.end();
    }).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const { output } = await run(['--url', `http://127.0.0.1:${port}`, '--token', 'x', '--tenant', 'contoso'], {
      CONFIG_DIR: folder.path,
    });
    server.close();

    expect(output).toContain(
      "not played: users nickName = Guid(): the rehearsal does not know the mapping function 'Guid'",
    );
    expect(asked).toEqual([expect.stringMatching(/^\/Users\?filter=externalId\+eq\+/)]);
  });

  test('fails with 1 when the service that it starts refuses a second user of the same name', async () => {
    const mappings =
      "{ users: [{ target: externalId, source: '[objectId]', matching: 1 }, { target: userName, source: '\"same\"' }], groups: [] }";
    using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}provisioning: { mappings: ${mappings} }\n` });

    const { code, output } = await runStarted(['--users', '2'], { CONFIG_DIR: folder.path });

    expect(output).toMatch(/answered 409/);
    expect(code).toBe(1);
  });

  test('fails with 2 when it cannot play the mapping by which users are matched', async () => {
    const mappings = "{ users: [{ target: userName, source: 'Guid()', matching: 1 }], groups: [] }";
    using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}provisioning: { mappings: ${mappings} }\n` });

    const { code, output } = await run([], { CONFIG_DIR: folder.path });

    expect(output).toContain(
      "'contoso' cannot be rehearsed, since the rehearsal cannot evaluate the mapping by which users are matched",
    );
    expect(code).toBe(2);
  });

  test('fails with 1 when the service differs', async () => {
    await using scim = await startScim(database);

    const { code, output } = await run(['--tenant', 'contoso', '--users', '2', '--url', scim.url, '--token', 'wrong']);

    expect(output).toContain('answered 401: the bearer token is not known');
    expect(output).toContain('✗ the connection test failed, so nothing was provisioned');
    expect(code).toBe(1);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind when %s ends it', async (signal) => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO });
    const child = start(['--users', '500'], { CONFIG_DIR: folder.path, TMPDIR: folder.path });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [, url = ''] = /into (\S+)\?/.exec(line.toString()) ?? [];
    expect(left(folder.path)).not.toEqual([]);

    child.kill(signal);
    await once(child, 'close');

    await expect(until(async () => !(await answers(url)) && left(folder.path).length === 0)).resolves.toBe(true);
    await expect(until(() => Promise.resolve(!serves(folder.path)))).resolves.toBe(true);
  });

  test.each([
    [['--tenant', 'nobody'], "there is no tenant 'nobody'; known are contoso, fabrikam"],
    [['--tenant', 'fabrikam'], "there is no tenant with 'target: companion' to rehearse"],
    [['--users', 'many'], "error: option '--users <n>' argument 'many' is invalid. It must be a whole number from 1."],
    [['--token', 'secret'], '--token needs a running service; give its tenant URL with --url'],
    [['--url', 'scim.example.com'], "argument 'scim.example.com' is invalid. It must be the tenant URL of the service"],
    [['--url', 'http://127.0.0.1:1'], '--url works for one tenant only; choose the tenant with --tenant'],
    [['--url', 'http://127.0.0.1:1', '--tenant', 'contoso'], '--url needs the --token that the service accepts'],
  ])('fails with 2 when it is called with %j', async (args, message) => {
    const { code, output } = await run(args);

    expect(output).toContain(message);
    expect(code).toBe(2);
  });
});
