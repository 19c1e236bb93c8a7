import { administer, useDatabase } from '../../support/postgres';
import { type Answer, type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();

const ANN = { userName: 'ann@contoso.example', externalId: 'object-of-ann', active: true };

async function now(scim: RunningScim): Promise<string> {
  return (await scim.send('GET', '/events?from=now')).body.cursor;
}

function after(scim: RunningScim, cursor: string, more = ''): Promise<Answer> {
  return scim.send('GET', `/events?after=${cursor}${more}`);
}

const patch = (path: string, value: unknown) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path, value }],
});

const typesOf = ({ body }: Answer) => body.events.map(({ type }: { type: string }) => type);

describe('GET /events', () => {
  test('tells what happened since a cursor, in order, with the user as it is now and what was before', async () => {
    await using scim = await startScim(database);
    const start = await now(scim);
    const { body: ann } = await scim.send('POST', '/Users', ANN);
    const { headers } = await scim.send('PATCH', `/Users/${ann.id}`, patch('active', false));

    const answer = await after(scim, start);

    expect(typesOf(answer)).toEqual(['user.created', 'user.deactivated']);
    expect(answer.body.more).toBe(false);
    expect(answer.body.events[1]).toMatchObject({
      tenant: scim.tenant,
      txn: headers.get('x-request-id'),
      token: 'gen-1',
      version: 2,
      exists: true,
      previous: { active: true },
      resource: { id: ann.id, userName: ANN.userName, active: false },
    });
    expect((await after(scim, answer.body.cursor)).body.events).toEqual([]);
    expect(typesOf(await after(scim, answer.body.events[0].cursor))).toEqual(['user.deactivated']);
  });

  test('names a deleted user, and tells first that the user left the groups', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', ANN);
    await scim.send('POST', '/Groups', { displayName: 'Finance', members: [{ value: ann.id }] });
    const start = await now(scim);

    await scim.send('DELETE', `/Users/${ann.id}`);

    const answer = await after(scim, start);
    expect(typesOf(answer)).toEqual(['user.left_group', 'user.deleted']);
    expect(answer.body.events[1]).toMatchObject({
      exists: false,
      resource: { id: ann.id, userName: ANN.userName, externalId: ANN.externalId },
    });
    expect(answer.body.events[0].group.displayName).toBe('Finance');
  });

  test('tells each member of a group apart, page by page, without losing or repeating one', async () => {
    await using scim = await startScim(database);
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push((await scim.send('POST', '/Users', { userName: `user-${n}` })).body.id);
    let cursor = await now(scim);
    await scim.send('POST', '/Groups', { displayName: 'All', members: ids.map((value) => ({ value })) });

    const told: string[] = [];
    for (let more = true; more;) {
      const { body } = await after(scim, cursor, '&limit=2&types=user.joined_group');
      told.push(...body.events.map(({ resource }: any) => resource.id));
      ({ cursor, more } = body);
    }

    expect(told.sort()).toEqual(ids.sort());
  });

  test('answers one who waits as soon as something happens', async () => {
    await using scim = await startScim(database);
    const start = await now(scim);
    const waiting = after(scim, start, '&wait=50');

    await scim.send('POST', '/Users', ANN);

    expect(typesOf(await waiting)).toEqual(['user.created']);
  });

  test('answers one who waits at another process of the service', async () => {
    await using scim = await startScim(database);
    const start = await now(scim);
    const waiting = after(scim, start, '&wait=50');
    await new Promise((done) => setTimeout(done, 100));
    const [row] = await administer(
      database.url,
      `insert into scim.provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes)
       values ('${scim.tenant}', 'r', 'gen-1', 'delete', 'User', gen_random_uuid(), 'elsewhere', 2, '{}') returning id`,
    );
    expect(row).toBeDefined();

    expect(typesOf(await waiting)).toEqual(['user.deleted']);
  });

  test('holds no connection while readers wait', async () => {
    await using scim = await startScim(database, { connectionsMax: 1 });
    const start = await now(scim);
    const waiting = Array.from({ length: 15 }, () => after(scim, start, '&wait=50'));

    expect((await scim.send('POST', '/Users', ANN)).status).toBe(201);

    for (const answer of await Promise.all(waiting)) expect(typesOf(answer)).toEqual(['user.created']);
  });

  test('fails with 400 for a cursor of another tenant, for none, for two and for unknown parameters', async () => {
    await using scim = await startScim(database);
    const { body } = await scim.other.send('GET', '/events?from=now');

    const foreign = await after(scim, body.cursor);

    expect(foreign.status).toBe(400);
    expect(foreign.body).toMatchObject({ scimType: 'invalidCursor' });
    expect(foreign.body.detail).toContain('another tenant');
    for (const query of [
      '',
      '?after=x',
      '?from=now&after=x',
      '?from=now&type=a',
      '?from=now&wait=51',
      '?after=x&types=y',
    ]) {
      expect([query, (await scim.send('GET', `/events${query}`)).status]).toEqual([query, 400]);
    }
  });

  test('fails with 410 and the remedy when retention has dropped what a cursor asks for', async () => {
    await using scim = await startScim(database);
    const start = await now(scim);
    await scim.send('POST', '/Users', ANN);
    await now(scim); // numbers it
    await administer(database.url, `delete from scim.provisioning_log where tenant_id = '${scim.tenant}'`);

    const { status, body } = await after(scim, start);

    expect(status).toBe(410);
    expect(body.detail).toContain('from=now');
  });

  test('shows a tenant nothing of another', async () => {
    await using scim = await startScim(database);
    await scim.other.send('POST', '/Users', ANN);

    const { body } = await scim.send('GET', '/events?from=oldest');

    expect((await after(scim, body.cursor)).body.events).toEqual([]);
  });
});
