import pino from 'pino';

import { sha256 } from '../../../service/directory/tenant-registry';
import { useDatabase } from '../../support/postgres';
import { newToken, startScim } from '../../support/scim-client';

const database = useDatabase();

describe('a bearer token', () => {
  test.each([
    ['', /^there is no bearer token/],
    ['Basic YW5uOmFubg==', /^there is no bearer token/],
    ['Bearer', /^there is no bearer token/],
    ['Bearer wrong', /^the bearer token is not known/],
    ['Bearer Bearer wrong', /must not start with 'Bearer': Entra adds the word itself$/],
  ])("'%s' is refused with 401 and the remedy", async (header, detail) => {
    await using scim = await startScim(database);

    const { status, headers, body } = await scim.send('GET', '/Users', undefined, { Authorization: header });

    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="scim"');
    expect(body.detail).toMatch(detail);
  });

  test('is accepted whatever the case of its scheme', async () => {
    await using scim = await startScim(database);

    const { status } = await scim.send('GET', '/Users', undefined, { Authorization: `bEARER ${scim.token}` });

    expect(status).toBe(200);
  });

  test('is checked before the body', async () => {
    await using scim = await startScim(database);

    const { status } = await scim.sendText('POST', '/Users', '{broken', { Authorization: 'Bearer wrong' });

    expect(status).toBe(401);
  });

  test('of each accepted generation works until it expires', async () => {
    const [old, current, expired] = [newToken(), newToken(), newToken()];
    const tokens = [
      { id: 'gen-1', sha256: sha256(old) },
      { id: 'gen-2', sha256: sha256(current), expiresAt: '2099-01-01T00:00:00Z' },
      { id: 'gen-0', sha256: sha256(expired), expiresAt: '2020-01-01T00:00:00Z' },
    ];
    await using scim = await startScim(database, { tenant: { tokens } });
    const send = (token: string) => scim.send('GET', '/Users', undefined, { Authorization: `Bearer ${token}` });

    expect((await send(old)).status).toBe(200);
    expect((await send(current)).status).toBe(200);
    const { status, body } = await send(expired);
    expect([status, body.detail]).toEqual([
      401,
      'the bearer token has expired; store the next generation as Secret Token of the application',
    ]);
  });

  test('of one tenant gives no access to another', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann.id }] });
    const { body: member } = await scim.send('GET', `/Users/${ann.id}`);
    const patch = { Operations: [{ op: 'replace', value: { displayName: 'Stolen' } }] };

    for (const path of [`/Users/${ann.id}`, `/Groups/${team.id}`]) {
      expect((await scim.other.send('GET', path)).status).toBe(404);
      expect((await scim.other.send('PATCH', path, patch)).status).toBe(404);
      expect((await scim.other.send('DELETE', path)).status).toBe(404);
    }
    expect((await scim.other.send('GET', '/Users')).body.totalResults).toBe(0);
    expect((await scim.other.send('GET', `/Groups?filter=members+eq+%22${ann.id}%22`)).body.totalResults).toBe(0);
    expect((await scim.other.send('POST', '/Groups', { displayName: 'X', members: [{ value: ann.id }] })).status).toBe(
      400,
    );
    expect((await scim.send('GET', `/Users/${ann.id}`)).body).toEqual(member);
    expect((await scim.send('GET', `/Groups/${team.id}`)).body).toEqual(team);
  });

  test.each([
    [{ scimEnabled: false }, /^SCIM is switched off for 'tenant-[0-9a-f-]+'; switch it on in the account settings$/],
    [{ plan: 'standard' }, /^the plan 'standard' of 'tenant-[0-9a-f-]+' does not include SCIM; upgrade the plan$/],
  ])('of a tenant with %j is refused with 403 and the reason', async (tenant, detail) => {
    await using scim = await startScim(database, { tenant });

    const { status, body } = await scim.send('GET', '/Users');

    expect(status).toBe(403);
    expect(body.detail).toMatch(detail);
  });

  test('never reaches the log, nor does anything that a request says about people', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    await using scim = await startScim(database, { overrides: { log } });

    await scim.send('POST', '/Users', { userName: 'ann@contoso.com' });
    await scim.send('GET', '/Users?filter=userName+eq+%22ann%40contoso.com%22');

    const log2 = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(log2.map(({ route, status, tenant, token }) => ({ route, status, tenant, token }))).toEqual([
      { route: 'POST /Users', status: 201, tenant: scim.tenant, token: 'gen-1' },
      { route: 'GET /Users', status: 200, tenant: scim.tenant, token: 'gen-1' },
    ]);
    expect(lines.join()).not.toContain(scim.token);
    expect(lines.join()).not.toContain('ann');
  });
});
