import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { createProduct } from '../../../examples/product/product';
import { listen } from '../../support/listen';
import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

describe('the example product', () => {
  test("follows Entra's requests: a person's role changes, and the session ends with the access", async () => {
    await using scim = await startScim(database);
    const over = new AbortController();
    const product = createProduct(scim);
    const following = product.follow(over.signal);
    await using server = await listen(product.app);
    const signIn = () =>
      fetch(`${server.url}/sessions`, { method: 'POST', headers: { 'X-Signed-In-As': 'ann@contoso.example' } });
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann@contoso.example',
      roles: [{ primary: true, value: 'account_reviewer' }],
    });
    const patch = (operation: object) =>
      scim.send('PATCH', `/Users/${ann.id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [operation],
      });

    const admitted = await until(signIn, ({ status }) => status === 201);
    const { session } = (await admitted.json()) as { session: string };
    const me = () => fetch(`${server.url}/me`, { headers: { 'X-Session': session } });
    const before = (await (await me()).json()) as { role: string };
    await patch({ op: 'replace', path: 'roles', value: [{ primary: true, value: 'data_steward' }] });
    const promoted = await until(
      async () => (await (await me()).json()) as { role: string },
      ({ role }) => role === 'data_steward',
    );
    await patch({ op: 'replace', path: 'active', value: false });
    const ended = await until(me, ({ status }) => status === 401);
    const refused = await signIn();
    over.abort();
    await following;

    expect(before.role).toBe('account_reviewer');
    expect(promoted.role).toBe('data_steward');
    expect([ended.status, refused.status]).toEqual([401, 403]);
  });
});

describe('the example as a program', () => {
  /** Starts it as the page on events does. */
  const start = (env: Readonly<Record<string, string>>) =>
    spawn(process.execPath, ['--import', 'tsx', 'examples/product/main.ts'], {
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  test('lets in who is provisioned, and ends when it is told to', async () => {
    await using scim = await startScim(database);
    await scim.send('POST', '/Users', { userName: 'ann@contoso.example' });
    const child = start({ SCIM_URL: scim.url, SCIM_TOKEN: scim.token });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /http:\/\/localhost:\d+/.exec(said.toString())?.[0] ?? '';

    const { status } = await until(
      () =>
        fetch(`${url}/sessions`, {
          method: 'POST',
          headers: { 'X-Signed-In-As': 'ann@contoso.example', Connection: 'close' },
        }),
      (answer) => answer.status === 201,
    );
    child.kill('SIGTERM');
    const [code] = (await once(child, 'close')) as [number];

    expect([status, code]).toEqual([201, 0]);
  });

  test('fails at once for a token that the service refuses, and says so', async () => {
    await using scim = await startScim(database);
    const child = start({ SCIM_URL: scim.url, SCIM_TOKEN: 'wrong' });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));

    const [code] = (await once(child, 'close')) as [number];

    expect(code).toBe(1);
    expect(errors).toMatch(/^the service answers 401: the bearer token is not known/);
  });
});

/** Asks until the answer meets a condition, or until the test's time limit. */
async function until<Answer>(ask: () => Promise<Answer>, isWanted: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    await new Promise((done) => setTimeout(done, 10));
  }
}
