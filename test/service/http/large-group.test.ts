import { administer, useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

/** Users by the names `member-1` and so on, all of them in a group. */
const joinMany = (group: string, count: number) => `
  with joining as (
    insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
    select tenant_id, gen_random_uuid(), 'member-' || n, 'member-' || n, true, '{}', 1, now(), now(), 'gen-1'
      from scim.groups, generate_series(1, ${count}) as n where id = '${group}'
    returning tenant_id, id
  )
  insert into scim.members (tenant_id, group_id, user_id) select tenant_id, '${group}', id from joining`;

describe('a group with many members', () => {
  test('is read whole, although its answer is written in pieces', async () => {
    await using scim = await startScim(database);
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Everybody “here”' });
    await administer(database.url, joinMany(team.id, 2_500));

    const { status, headers, body } = await scim.send('GET', `/Groups/${team.id}`);

    expect([status, headers.get('content-type')]).toEqual([200, 'application/scim+json']);
    expect(body).toMatchObject({ id: team.id, displayName: 'Everybody “here”', meta: { resourceType: 'Group' } });
    const names = body.members.map(({ display }: { display: string }) => display);
    expect(new Set(names).size).toBe(2_500);
    expect(names).toHaveLength(2_500);
  });
});
