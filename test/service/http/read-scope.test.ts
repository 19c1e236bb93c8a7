import { sha256 } from '../../../service/directory/tenant-registry';
import { keptLog } from '../../support/log-lines';
import { useDatabase } from '../../support/postgres';
import {
  newToken,
  type RunningScim,
  scimClient,
  type ScimClient,
  type ScimOptions,
  startScim,
} from '../../support/scim-client';

const database = useDatabase();

const NOBODY = '00000000-0000-7000-8000-000000000000';
const PATHS = ['/Users', '/Groups', '/Bulk', '/', '/.search', '/Users/.search', '/Groups/.search', '/Schemas', '/Me'];
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];
const SEARCH = /\.search$/;

/** A service, and a client that may only read the service's first tenant. */
async function startWithReader(
  tenant: object = {},
  options: ScimOptions = {},
): Promise<RunningScim & { reader: ScimClient }> {
  const token = newToken();
  const readers = [{ id: 'product-1', sha256: sha256(token) }];
  const scim = await startScim(database, { ...options, tenant: { readers, ...tenant } });
  return { ...scim, reader: scimClient(scim.url, token) };
}

describe('a token that only reads', () => {
  test('reads users, groups and what describes the service, and searches by GET and by POST', async () => {
    await using scim = await startWithReader();
    const { reader } = scim;
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', externalId: 'a' });
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann.id }] });
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'userName eq "ann"' };

    expect((await reader.send('GET', `/Users/${ann.id}`)).body).toMatchObject({ groups: [{ value: team.id }] });
    expect((await reader.send('GET', `/Groups/${team.id}`)).body).toMatchObject({ members: [{ value: ann.id }] });
    for (const path of ['/.search', '/Users/.search', '/Users/.search/']) {
      expect((await reader.send('POST', path, search)).body.totalResults).toBe(1);
    }
    for (const path of ['/', '/Users', '/Groups']) {
      expect((await reader.send('GET', path)).body.totalResults).toBeGreaterThan(0);
    }
    const { body: roles } = await reader.send('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User');
    expect(JSON.stringify(roles)).toContain('data_steward');
  });

  test.each(METHODS)('fails with 403 to %s anything but a search, and changes nothing', async (method) => {
    await using scim = await startWithReader();
    const { reader } = scim;
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const paths = [...PATHS, `/Users/${ann.id}`, `/Groups/${NOBODY}`, '/Users//', '/users', '/Users/x/.search'];
    const body = {
      userName: 'bob',
      displayName: 'Bobs',
      Operations: [{ op: 'replace', path: 'displayName', value: 'changed', method: 'DELETE' }],
    };

    for (const path of paths.filter((one) => method !== 'POST' || !SEARCH.test(one) || one.includes('x'))) {
      const answer = await reader.send(method, path, body);
      expect([path, answer.status, answer.body.detail]).toEqual([
        path,
        403,
        `the token may only read '${scim.tenant}' (GET, and POST to /.search, /Users/.search, /Groups/.search and /SecurityEvents); changes come from Entra`,
      ]);
    }

    expect((await scim.send('GET', '/Users')).body.Resources).toEqual([ann]);
    expect((await scim.send('GET', '/Groups')).body.totalResults).toBe(0);
  });

  test('is refused before its body is read', async () => {
    await using scim = await startWithReader();
    const { reader } = scim;

    const { status } = await reader.sendText('POST', '/Users', '{broken');

    expect(status).toBe(403);
  });

  test.each([{ scimEnabled: false }, { plan: 'free' }])('reads while %j keeps Entra out', async (tenant) => {
    await using scim = await startWithReader(tenant);
    const { reader } = scim;

    expect((await scim.send('GET', '/Users')).status).toBe(403);
    expect((await reader.send('GET', '/Users')).status).toBe(200);
    expect((await reader.send('POST', '/Users', { userName: 'ann' })).status).toBe(403);
  });

  test('fails with 401 once it has expired, and hears what to do', async () => {
    const readers = [{ id: 'product-1', sha256: sha256('old'), expiresAt: '2020-01-01T00:00:00Z' }];
    await using scim = await startScim(database, { tenant: { readers } });

    const { status, body } = await scimClient(scim.url, 'old').send('GET', '/Users');

    expect([status, body.detail]).toEqual([401, 'the bearer token has expired; present the next generation']);
  });

  test('uses up a rate of its own, so that Entra is let in however much it reads', async () => {
    await using scim = await startWithReader({ rate: { perSecond: 25, burst: 25 } });
    const { reader } = scim;

    const answers = await Promise.all(Array.from({ length: 100 }, () => reader.send('GET', '/Users?count=0')));
    const refused = answers.find(({ status }) => status === 429);
    const entra = await scim.send('GET', '/Users?count=0');

    expect(refused?.body.detail).toBe(
      `readers of '${scim.tenant}' may send 25 requests a second, and 25 in a burst after a pause; ` +
        'wait for the time in Retry-After, and read less often',
    );
    expect(entra.status).toBe(200);
  });

  test('is told from Entra in the log', async () => {
    const { log, lines } = keptLog();
    await using scim = await startWithReader({}, { overrides: { log } });
    const { reader } = scim;

    await reader.send('GET', '/Users');
    await scim.send('GET', '/Users');

    expect(lines.map(({ tenant, token, scope }) => [tenant, token, scope])).toEqual([
      [scim.tenant, 'product-1', 'read'],
      [scim.tenant, 'gen-1', 'provision'],
    ]);
  });
});
