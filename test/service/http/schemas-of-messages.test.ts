import { useDatabase } from '../../support/postgres';
import { type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();

const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const operations = [{ op: 'replace', path: 'displayName', value: 'Changed' }];
const asRfc = { tenant: { profile: 'rfc' } };

/**
 * Each message that a client sends, without its `schemas`: method, path (with `{user}` for a user's id), URN and body.
 */
const SENT = [
  ['POST', '/Users', USER, { userName: 'new' }],
  ['PUT', '/Users/{user}', USER, { userName: 'ann', displayName: 'Changed' }],
  ['POST', '/Groups', GROUP, { displayName: 'New' }],
  ['PATCH', '/Users/{user}', `${MESSAGES}:PatchOp`, { Operations: operations }],
  ['POST', '/Users/.search', `${MESSAGES}:SearchRequest`, { filter: 'userName eq "ann"' }],
  ['POST', '/.search', `${MESSAGES}:SearchRequest`, { filter: 'userName eq "ann"' }],
  ['POST', '/Bulk', `${MESSAGES}:BulkRequest`, { Operations: [] }],
] as const;

async function createAnn(scim: RunningScim): Promise<string> {
  const { body } = await scim.send('POST', '/Users', { schemas: [USER], userName: 'ann', displayName: 'Ann' });
  return String(body.id);
}

async function everything(scim: RunningScim): Promise<unknown[]> {
  const answers = [await scim.send('GET', '/Users'), await scim.send('GET', '/Groups')];
  return answers.map(({ body }) => body as unknown);
}

describe.each(SENT)('%s %s', (method, path, urn, message) => {
  test('fails in the profile rfc unless its schemas name it and nothing else, and changes nothing', async () => {
    await using scim = await startScim(database, asRfc);
    const id = await createAnn(scim);
    const before = await everything(scim);

    for (const [schemas, scimType] of [
      [undefined, 'invalidSyntax'],
      [[], 'invalidSyntax'],
      [urn, 'invalidSyntax'],
      [[`${MESSAGES}:Nothing`], 'invalidValue'],
      [[urn, 'urn:example:2.0:Thing'], 'invalidValue'],
      [[urn, null], 'invalidValue'],
    ]) {
      const { status, body } = await scim.send(method, path.replace('{user}', id), { ...message, schemas });
      expect([schemas, status, body.scimType]).toEqual([schemas, 400, scimType]);
      expect(body.detail).toContain(urn);
    }
    expect(await everything(scim)).toEqual(before);
  });

  test.each([urn, urn.toUpperCase()])('passes in the profile rfc when its schemas are [%s]', async (spelled) => {
    await using scim = await startScim(database, asRfc);
    const id = await createAnn(scim);

    const { status } = await scim.send(method, path.replace('{user}', id), { ...message, schemas: [spelled] });

    expect(status).toBeLessThan(300);
  });

  test.each([undefined, [], ['urn:example:2.0:Thing']])('passes in the profile entra with %j', async (schemas) => {
    await using scim = await startScim(database);
    const id = await createAnn(scim);

    const { status } = await scim.send(method, path.replace('{user}', id), { ...message, schemas });

    expect(status).toBeLessThan(300);
  });
});

describe('in the profile rfc', () => {
  test('a user may name extensions, and must name the core schema too', async () => {
    await using scim = await startScim(database, asRfc);
    const user = { userName: 'ann', [ENTERPRISE]: { department: 'Data' } };

    const without = await scim.send('POST', '/Users', { ...user, schemas: [ENTERPRISE] });
    const whole = await scim.send('POST', '/Users', { ...user, schemas: [ENTERPRISE, USER] });

    expect([without.status, without.body.scimType]).toEqual([400, 'invalidValue']);
    expect(whole.status).toBe(201);
    expect(whole.body[ENTERPRISE]).toEqual({ department: 'Data' });
  });

  test('a change within a bulk request must name its schema, like one by itself', async () => {
    await using scim = await startScim(database, asRfc);
    const id = await createAnn(scim);
    const patch = (data: object) => ({ method: 'PATCH', path: `/Users/${id}`, data });

    const { body } = await scim.send('POST', '/Bulk', {
      schemas: [`${MESSAGES}:BulkRequest`],
      Operations: [
        patch({ Operations: operations }),
        patch({ schemas: [`${MESSAGES}:PatchOp`], Operations: operations }),
        { method: 'POST', path: '/Users', bulkId: 'a', data: { userName: 'bob' } },
      ],
    });

    expect(body.Operations.map(({ status }: any) => status)).toEqual(['400', '200', '400']);
  });

  test.each([
    ['rfc', 200],
    ['entra', 204],
  ])('(%s) a PATCH of a group is answered with %d', async (profile, expected) => {
    await using scim = await startScim(database, { tenant: { profile } });
    const { body: group } = await scim.send('POST', '/Groups', { schemas: [GROUP], displayName: 'Crew' });

    const { status, body } = await scim.send('PATCH', `/Groups/${group.id}`, {
      schemas: [`${MESSAGES}:PatchOp`],
      Operations: operations,
    });

    expect([status, body.displayName]).toEqual([expected, expected === 200 ? 'Changed' : undefined]);
  });
});
