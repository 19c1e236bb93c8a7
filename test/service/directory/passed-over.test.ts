import pino from 'pino';

import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

describe('roles of a group', () => {
  test('have no effect, in whatever form they come, and are reported once', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
    await using scim = await startScim(database, { overrides: { log } });

    const { status, body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', roles: [{ value: 'x' }] });
    const patches = [
      [{ op: 'Add', path: 'roles', value: [{ value: 'x' }] }],
      [{ op: 'Add', path: 'roles[primary eq "True"].value', value: 'x' }],
      [{ op: 'replace', value: { roles: [{ value: 'x' }], displayName: 'Team' } }],
      [{ op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:Group:roles', value: [{ value: 'x' }] }],
    ];
    const answers = await Promise.all(
      patches.map((Operations) => scim.send('PATCH', `/Groups/${team.id}`, { Operations })),
    );

    expect([status, ...answers.map((answer) => answer.status)]).toEqual([201, 204, 204, 204, 204]);
    expect((await scim.send('GET', `/Groups/${team.id}`)).body).toEqual(team);
    expect(lines.map((line) => (JSON.parse(line) as { tenant: string; msg: string }).msg)).toEqual([
      'roles of groups are not synchronized: give roles in the product, or assign them to users in Entra',
    ]);
  });
});

describe('an unknown attribute', () => {
  test('is ignored, and named in the log once per tenant with the first request that held it', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
    await using scim = await startScim(database, { overrides: { log } });
    const body = { userName: 'ann', shoeSize: 'secret' };

    const created = await scim.send('POST', '/Users', body);
    const patched = await scim.send('PATCH', `/Users/${created.body.id}`, {
      Operations: [{ op: 'Add', path: 'shoeSize', value: 'secret' }],
    });
    const others = await scim.other.send('POST', '/Users', body);

    expect([created.status, patched.status, others.status]).toEqual([201, 200, 201]);
    const text =
      "a user has no attribute 'shoeSize', so the value is ignored: remove the mapping, or map to an attribute of /Schemas";
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 40, tenant: scim.tenant, requestId: created.headers.get('x-request-id'), msg: text },
      { level: 40, tenant: `${scim.tenant}-other`, requestId: others.headers.get('x-request-id'), msg: text },
    ]);
    expect(lines.join()).not.toContain('secret');
  });
});
