import { sha256 } from '../../../service/directory/tenant-registry';
import type { Outcome } from '../../../service/http/outcome';
import { useDatabase } from '../../support/postgres';
import { type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** The outcomes of the requests that `talk` sends. */
async function outcomesOf(talk: (scim: RunningScim) => Promise<unknown>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  await using scim = await startScim(database, { overrides: { onOutcome: (outcome) => outcomes.push(outcome) } });
  await talk(scim);
  return outcomes;
}

describe('the outcome of a request', () => {
  test('tells who asked for what, and that all went well', async () => {
    let tenant = '';
    const [outcome] = await outcomesOf(async (scim) => {
      tenant = scim.tenant;
      await scim.send('POST', '/Users', { userName: 'ann' });
    });

    expect(outcome).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      principal: { tokenId: 'gen-1', scope: 'provision', tenant: expect.objectContaining({ slug: tenant }) },
      route: 'POST /Users',
      resourceId: undefined,
      status: 201,
      aborted: false,
      seconds: expect.any(Number),
      waitedSeconds: 0,
      refusal: undefined,
      refusedOperations: [],
    });
  });

  test('tells why it was refused, for which resource, under the request id of the answer', async () => {
    let requestId: string | null = '';
    const outcomes = await outcomesOf(async (scim) => {
      const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
      await scim.send('POST', '/Users', { userName: 'bob' });
      const rename = { Operations: [{ op: 'replace', path: 'userName', value: 'bob' }] };
      const { headers } = await scim.send('PATCH', `/Users/${ann.id}`, rename);
      requestId = headers.get('x-request-id');
      await scim.send('GET', `/Users/${NOBODY}`);
    });

    const [, , renaming, missing] = outcomes;
    expect(renaming).toMatchObject({
      requestId,
      route: 'PATCH /Users/{id}',
      resourceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 409,
      refusal: { scimType: 'uniqueness', detail: expect.stringMatching(/^a user with userName '…' already exists; /) },
    });
    expect(missing).toMatchObject({
      resourceId: NOBODY,
      status: 404,
      refusal: { scimType: undefined, detail: "User '…' does not exist" },
    });
  });

  test('has no resource id for a text in the path that cannot be an id, since it may be a name', async () => {
    const [outcome] = await outcomesOf((scim) => scim.send('GET', '/Users/ann@contoso.example'));

    expect(outcome).toMatchObject({ route: 'GET /Users/{id}', resourceId: undefined, status: 404 });
    expect(JSON.stringify(outcome?.refusal)).not.toContain('ann');
  });

  test('tells a search from a change, although both are POSTs', async () => {
    const outcomes = await outcomesOf(async (scim) => {
      await scim.send('POST', '/Users/.search', {});
      await scim.send('POST', '/groups/.Search', {});
      await scim.send('POST', '/.search', {});
    });

    expect(outcomes.map(({ route }) => route)).toEqual([
      'POST /Users/.search',
      'POST /Groups/.search',
      'POST /.search',
    ]);
  });

  test('names no sender whose token is not known, and names one whose token has expired', async () => {
    const tokens = [{ id: 'gen-0', sha256: sha256('expired'), expiresAt: '2020-01-01T00:00:00Z' }];
    const outcomes: Outcome[] = [];
    await using scim = await startScim(database, {
      tenant: { tokens },
      overrides: { onOutcome: (outcome) => outcomes.push(outcome) },
    });

    await scim.send('GET', '/Users', undefined, { Authorization: 'Bearer wrong' });
    await scim.send('GET', '/Users', undefined, { Authorization: 'Bearer expired' });

    expect(outcomes.map(({ status, principal }) => [status, principal?.tokenId])).toEqual([
      [401, undefined],
      [401, 'gen-0'],
    ]);
  });

  test('is told once for a request whose client goes away', async () => {
    const outcomes: Outcome[] = [];
    let begun: () => void = () => undefined;
    const reached = new Promise<void>((done) => (begun = done));
    await using scim = await startScim(database, {
      overrides: {
        onOutcome: (outcome) => outcomes.push(outcome),
        openStore: () => ({
          users: {
            find: () => {
              begun();
              return new Promise(() => undefined);
            },
          } as never,
          groups: {} as never,
        }),
      },
    });
    const gone = new AbortController();
    const asking = fetch(`${scim.url}/Users/${NOBODY}`, {
      headers: { Authorization: `Bearer ${scim.token}` },
      signal: gone.signal,
    }).catch(() => undefined);

    await reached;
    gone.abort();
    await asking;
    while (outcomes.length === 0) await new Promise((done) => setTimeout(done, 5));

    expect(outcomes).toEqual([expect.objectContaining({ aborted: true, route: 'GET /Users/{id}' })]);
  });
});
