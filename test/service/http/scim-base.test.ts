import { sha256 } from '../../../service/directory/tenant-registry';
import { useDatabase } from '../../support/postgres';
import { newToken, type RunningScim, scimClient, type ScimClient, startScim } from '../../support/scim-client';

const database = useDatabase();

/**
 * A service, and clients of a reader of all tenants: one with a tenant's URL, and one with the URL without a tenant.
 */
async function startWithReaderOfAll(): Promise<
  RunningScim & { readerOf: (slug: string) => ScimClient; bare: ScimClient }
> {
  const token = newToken();
  const scim = await startScim(database, { readers: [{ id: 'warehouse-1', sha256: sha256(token) }] });
  const baseOf = (slug: string) => scim.url.replace('/scim/v2', `/tenants/${slug}/scim/v2`);
  return { ...scim, readerOf: (slug) => scimClient(baseOf(slug), token), bare: scimClient(scim.url, token) };
}

describe('the base URL of a tenant', () => {
  test('lets a reader of all tenants choose one of them, and see nothing of the others', async () => {
    await using scim = await startWithReaderOfAll();
    const { readerOf } = scim;
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const { body: bob } = await scim.other.send('POST', '/Users', { userName: 'bob' });
    const [first, second] = [readerOf(scim.tenant), readerOf(`${scim.tenant}-other`)];

    expect((await first.send('GET', '/Users')).body.Resources.map(({ id }: any) => id)).toEqual([ann.id]);
    expect((await second.send('GET', '/Users')).body.Resources.map(({ id }: any) => id)).toEqual([bob.id]);
    expect((await second.send('GET', `/Users/${ann.id}`)).status).toBe(404);
    expect((await second.send('POST', '/Users', { userName: 'eve' })).status).toBe(403);
  });

  test('is the base of every URL in its answers', async () => {
    await using scim = await startWithReaderOfAll();
    const { readerOf } = scim;
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann.id }] });
    const reader = readerOf(scim.tenant);

    for (const path of [
      `/Users/${ann.id}`,
      `/Groups/${team.id}`,
      '/Users',
      '/Groups',
      '/',
      '/ServiceProviderConfig',
      '/ResourceTypes',
      '/ResourceTypes/User',
      '/Schemas',
    ]) {
      const { status, body, headers } = await reader.send('GET', path);
      const urls = [headers.get('content-location') ?? '', ...JSON.stringify(body).matchAll(/"(http:\/\/127[^"]+)"/g)]
        .map((match) => (typeof match === 'string' ? match : match[1]))
        .filter((url) => url !== '');
      expect([path, status, urls.length > 0]).toEqual([path, 200, true]);
      expect(urls.filter((url) => !url?.startsWith(`${reader.url}/`))).toEqual([]);
    }
  });

  test("works for the tenant's own token too, and its URLs follow", async () => {
    await using scim = await startWithReaderOfAll();
    const own = scimClient(scim.url.replace('/scim/v2', `/tenants/${scim.tenant}/scim/v2`), scim.token);

    const { status, headers, body } = await own.send('POST', '/Users', { userName: 'ann' });

    expect([status, headers.get('location'), body.meta.location]).toEqual([
      201,
      `${own.url}/Users/${body.id}`,
      `${own.url}/Users/${body.id}`,
    ]);
  });

  test('answers 404 alike for a tenant that does not exist and for one that the token does not read', async () => {
    await using scim = await startWithReaderOfAll();
    const { readerOf } = scim;
    const other = scimClient(readerOf(`${scim.tenant}-other`).url, scim.token);
    const unknown = scimClient(readerOf('northwind').url, scim.token);

    const answers = [await readerOf('northwind').send('GET', '/Users'), await unknown.send('GET', '/Users')];
    answers.push(await other.send('GET', '/Users'));

    expect(answers.map(({ status, body }) => [status, String(body.detail).replace(/'.*'/, "'…'")])).toEqual(
      Array(3).fill([404, "the token cannot read the tenant '…'; use the slug of a tenant that it may read"]),
    );
  });

  test('fails with 404 for a reader of another tenant, as for one that does not exist', async () => {
    const token = newToken();
    const readers = [{ id: 'product-1', sha256: sha256(token) }];
    await using scim = await startScim(database, { tenant: { readers } });
    await scim.other.send('POST', '/Users', { userName: 'bob' });
    const baseOf = (slug: string) => scim.url.replace('/scim/v2', `/tenants/${slug}/scim/v2`);

    const own = await scimClient(baseOf(scim.tenant), token).send('GET', '/Users');
    const other = await scimClient(baseOf(`${scim.tenant}-other`), token).send('GET', '/Users');

    expect([own.status, own.body.totalResults]).toEqual([200, 0]);
    expect(other).toMatchObject({ status: 404, body: { detail: expect.stringMatching(/^the token cannot read/) } });
  });

  test('fails with 401 without a token, also for what describes the service', async () => {
    await using scim = await startWithReaderOfAll();
    const { readerOf } = scim;

    for (const path of ['/Users', '/ServiceProviderConfig', '/Schemas']) {
      expect((await fetch(`${readerOf(scim.tenant).url}${path}`)).status).toBe(401);
    }
  });

  test('is what a reader of all tenants is told to use when it names none', async () => {
    await using scim = await startWithReaderOfAll();
    const { bare } = scim;

    const { status, body } = await bare.send('GET', '/Users');

    expect([status, body.detail]).toEqual([
      404,
      `the token reads all tenants, but the URL names none: the base URL of a tenant is ${scim.url.replace('/scim/v2', '/tenants/{slug}/scim/v2')}`,
    ]);
  });
});
