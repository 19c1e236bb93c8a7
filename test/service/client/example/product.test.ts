import { createProduct } from '../../../../service/client/example/product';
import { listen } from '../../../support/listen';
import { useDatabase } from '../../../support/postgres';
import { startScim } from '../../../support/scim-client';

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

/** Asks until the answer meets a condition, or until the test's time limit. */
async function until<Answer>(ask: () => Promise<Answer>, isWanted: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    await new Promise((done) => setTimeout(done, 10));
  }
}
