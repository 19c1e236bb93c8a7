import { administer, useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();
const photos = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ value: `${index}:${'x'.repeat(100_000)}`, type: `t${index}` }));

describe.each(['entra', 'rfc'])('for a tenant of profile %s', (profile) => {
  const start = () => startScim(database, { tenant: { profile } });
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const patchOp = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] };

  test.each([
    ['displayName', 2048, (text: string) => ({ displayName: text })],
    ['name.formatted', 2048, (text: string) => ({ name: { formatted: text } })],
    ['addresses.streetAddress', 2048, (text: string) => ({ addresses: [{ streetAddress: text, type: 'work' }] })],
    ['photos.value', 140_000, (text: string) => ({ photos: [{ value: text }] })],
    ['x509Certificates.value', 16_384, (text: string) => ({ x509Certificates: [{ value: text }] })],
  ])('%s may have %i characters, and fails with more, naming both', async (path, most, attributes) => {
    await using scim = await start();
    const { body: ann } = await scim.send('POST', '/Users', {
      schemas,
      userName: 'ann',
      ...attributes('A'.repeat(most)),
    });

    const refused = await scim.send('PUT', `/Users/${ann.id}`, {
      schemas,
      userName: 'ann',
      ...attributes('A'.repeat(most + 4)),
    });

    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidValue']);
    expect(refused.body.detail).toBe(`${path} must have at most ${most} characters; got ${most + 4}`);
    expect((await scim.send('GET', `/Users/${ann.id}`)).body).toEqual(ann);
  });

  test.each([
    ['POST', '/Users', { schemas, userName: 'bob', photos: photos(3) }],
    ['PUT', '/Users/{id}', { schemas, userName: 'ann', photos: photos(3) }],
    ['PATCH', '/Users/{id}', { ...patchOp, Operations: [{ op: 'add', path: 'photos', value: photos(3).slice(2) }] }],
  ])('a %s of %s fails when it makes a user larger than 256 KiB', async (method, path, sent) => {
    await using scim = await start();
    const { body: ann } = await scim.send('POST', '/Users', { schemas, userName: 'ann', photos: photos(2) });

    const { status, body } = await scim.send(method, path.replace('{id}', ann.id), sent);

    expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    expect(body.detail).toMatch(
      /^the resource may have at most 262144 bytes as JSON; got 3\d{5}, of which 3\d{5} are photos$/,
    );
    expect((await scim.send('GET', `/Users/${ann.id}`)).body).toEqual(ann);
    expect((await scim.send('GET', '/Users?count=0')).body.totalResults).toBe(1);
  });
});

test('an operation of a bulk request that makes a user too large fails by itself', async () => {
  await using scim = await startScim(database);
  const post = (bulkId: string, count: number) => ({
    ...{ method: 'POST', path: '/Users', bulkId },
    data: { userName: bulkId, photos: photos(count) },
  });

  const { body } = await scim.send('POST', '/Bulk', { Operations: [post('a', 3), post('b', 1)] });

  expect(body.Operations.map(({ status }: any) => status)).toEqual(['400', '201']);
});

describe('a value stored before there were limits', () => {
  /** A user with a string of 3,000 characters, 1,002 addresses and 600,000 bytes. */
  async function store(url: string, tenant: string): Promise<string> {
    const [row] = await administer(
      url,
      `insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
       select '${tenant}', gen_random_uuid(), 'ann', 'ann', true, jsonb_build_object(
                'displayName', repeat('y', 3000), 'title', repeat('z', 600000),
                'emails', (select jsonb_agg(jsonb_build_object('value', 'm' || n)) from generate_series(1, 1002) n)),
              1, now(), now(), 'gen-1'
       returning id`,
    );
    return String(row?.['id']);
  }

  test('is read as it is, stays when something else is changed, and can be removed in parts', async () => {
    await using scim = await startScim(database);
    const path = `/Users/${await store(database.url, scim.tenant)}`;
    const patch = async (...Operations: object[]) => (await scim.send('PATCH', path, { Operations })).status;

    expect((await scim.send('GET', path)).body.title).toHaveLength(600_000);
    expect(await patch({ op: 'add', path: 'nickName', value: 'Ann' })).toBe(200);
    expect(await patch({ op: 'remove', path: 'emails[value eq "m1"]' })).toBe(200);
    expect(await patch({ op: 'add', path: 'emails', value: [{ value: 'n1' }, { value: 'n2' }] })).toBe(400);
    expect(await patch({ op: 'replace', path: 'title', value: 'x' }, { op: 'remove', path: 'displayName' })).toBe(200);

    const { body } = await scim.send('GET', path);
    expect([body.nickName, body.title, body.displayName, body.emails.length]).toEqual(['Ann', 'x', undefined, 1001]);
  });
});
