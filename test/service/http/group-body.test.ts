import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { administer, useDatabase } from '../../support/postgres';
import { type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();
const MEBIBYTE = 1024 * 1024;

/** Creates users and returns their ids. */
async function storeUsers(tenant: string, count: number): Promise<string[]> {
  const rows = await administer(
    database.url,
    `insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
     select '${tenant}', gen_random_uuid(), 'u' || n, 'u' || n, true, '{}', 1, now(), now(), 'gen-1'
       from generate_series(1, ${count}) as n
     returning id`,
  );
  return rows.map(({ id }) => String(id));
}

const membersOf = async (tenant: string) =>
  (await administer(database.url, `select count(*) as n from scim.members where tenant_id = '${tenant}'`))[0]?.['n'];

describe('the members of a group', () => {
  test('are replaced by 100,000 others in one request, by each method', async () => {
    await using scim = await startScim(database);
    const ids = await storeUsers(scim.tenant, 100_100);
    const members = (from: number) => ids.slice(from, from + 100_000).map((value) => ({ value }));
    const replaced = (from: number) => ({ Operations: [{ op: 'replace', path: 'members', value: members(from) }] });

    const made = await scim.send('POST', '/Groups?attributes=displayName', { displayName: 'All', members: members(0) });
    const path = `/Groups/${made.body.id}`;
    const patched = await scim.send('PATCH', path, replaced(100));
    const put = await scim.send('PUT', path, { displayName: 'All', members: members(0) }, { Prefer: 'return=minimal' });

    expect([made.status, patched.status, put.status]).toEqual([201, 204, 204]);
    expect(await membersOf(scim.tenant)).toBe('100000');
    expect((await scim.send('GET', path)).body.members).toHaveLength(100_000);
  });

  test('are changed by many operations in their order, and not at all when one of many is nobody', async () => {
    await using scim = await startScim(database);
    const ids = await storeUsers(scim.tenant, 10_005);
    const nobody = '00000000-0000-7000-8000-000000000000';
    const change = (op: string, some: readonly string[]) => ({
      op,
      path: 'members',
      value: some.map((value) => ({ value })),
    });
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team' });
    const patch = (...Operations: readonly object[]) => scim.send('PATCH', `/Groups/${team.id}`, { Operations });

    const refused = await patch(change('add', [...ids, nobody]));
    const membersThen = await membersOf(scim.tenant);
    const changed = await patch(change('add', ids), change('remove', ids.slice(0, 5)), change('add', ids.slice(0, 1)));

    expect([refused.status, membersThen]).toEqual([400, '0']);
    expect(refused.body.detail).toContain(`there is no user '${nobody}'`);
    expect([changed.status, await membersOf(scim.tenant)]).toEqual([204, '10001']);
  });

  test.each([
    ['POST', '/Users', { userName: 'ann', title: 'x'.repeat(MEBIBYTE) }, MEBIBYTE],
    ['POST', '/Bulk', { Operations: [{ data: 'x'.repeat(MEBIBYTE) }] }, MEBIBYTE],
    ['POST', '/Groups/.search', { filter: 'x'.repeat(MEBIBYTE) }, MEBIBYTE],
    ['POST', '/Groups', { displayName: 'x'.repeat(16 * MEBIBYTE) }, 16 * MEBIBYTE],
  ])('have a limit of their own: %s %s fails with 413 that names its own', async (method, path, body, limit) => {
    await using scim = await startScim(database);

    const refused = await scim.send(method, path, body);

    expect([refused.status, refused.body.detail]).toEqual([413, `the body must have at most ${limit} bytes`]);
  });
});

describe('large bodies', () => {
  /** Sends the head of a request with a body of 2 MiB, but not the body. */
  async function begin(scim: RunningScim) {
    const sent = request(`${scim.url}/Groups`, {
      method: 'POST',
      headers: {
        ...{ Authorization: `Bearer ${scim.token}`, 'Content-Type': 'application/scim+json' },
        'Content-Length': 2 * MEBIBYTE,
        Expect: '100-continue',
      },
    });
    sent.on('error', () => undefined);
    const begun = once(sent, 'continue'); // the service has read the head, and waits for the body
    sent.write('{"displayName":"Team"');
    await begun;
    await sleep(100);
    return sent;
  }
  const large = { displayName: 'Large', title: 'x'.repeat(2 * MEBIBYTE) };

  test('are read a few at a time: the next one waits, and is asked to try again later', async () => {
    await using scim = await startScim(database, {
      roomForLargeBodies: { places: 2, placesPerTenant: 1, waiting: 5, waitSeconds: 1 },
    });
    const first = await begin(scim);

    const [second, small, other] = await Promise.all([
      scim.send('POST', '/Groups', large),
      scim.send('POST', '/Groups', { displayName: 'Small' }),
      scim.other.send('POST', '/Groups', large),
    ]);

    expect([second.status, small.status, other.status]).toEqual([429, 201, 201]);
    expect(second.headers.get('retry-after')).toBe('10');
    first.destroy();
  });

  test('are read one after the other', async () => {
    await using scim = await startScim(database, {
      roomForLargeBodies: { places: 1, placesPerTenant: 1, waiting: 5, waitSeconds: 20 },
    });
    const first = await begin(scim);
    const second = scim.send('POST', '/Groups', large);
    first.end(`${' '.repeat(2 * MEBIBYTE - 22)}}`);

    const [response] = (await once(first, 'response')) as [{ statusCode: number; resume: () => void }];
    response.resume();

    expect([response.statusCode, (await second).status]).toEqual([201, 201]);
  });
});
