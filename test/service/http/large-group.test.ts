import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import { PAGE_LIMITS } from '../../../service/storage/search/page-limits';
import { administer, useDatabase } from '../../support/postgres';
import { type Answer, type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();

/** SQL that inserts users `member-1`, `member-2` and so on, all of them members of a group. */
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

describe('a page of groups with more members together than fit', () => {
  let db: Database;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  afterAll(() => db.close());
  const start = () =>
    startScim(database, { overrides: { openStore: openStoreOn(db, undefined, { ...PAGE_LIMITS, members: 100 }) } });

  /** Three groups of 40 members each, in this order. */
  async function createTeams(scim: RunningScim): Promise<string[]> {
    const ids: string[] = [];
    for (const displayName of ['A', 'B', 'C']) ids.push((await scim.send('POST', '/Groups', { displayName })).body.id);
    await administer(database.url, joinMany(String(ids[0]), 40));
    await administer(
      database.url,
      `insert into scim.members (tenant_id, group_id, user_id)
       select tenant_id, other::uuid, user_id from scim.members, unnest(array['${ids[1]}', '${ids[2]}']) as other
        where group_id = '${ids[0]}'`,
    );
    return ids;
  }
  const idsOf = ({ body }: Answer) => body.Resources.map(({ id }: { id: string }) => id);

  test('by index fails with 400 tooMany and the remedy, since a client that continued would miss some', async () => {
    await using scim = await start();
    const teams = await createTeams(scim);

    const refused = await scim.send('GET', '/Groups?count=3');

    expect([refused.status, refused.body.scimType]).toEqual([400, 'tooMany']);
    expect(refused.body.detail).toBe(
      'these 3 groups have more than 100 members; send excludedAttributes=members, ask for a smaller count, or page by cursor',
    );
    const pages = [await scim.send('GET', '/Groups?count=2'), await scim.send('GET', '/Groups?count=2&startIndex=3')];
    expect(pages.flatMap(idsOf)).toEqual(teams);
    expect(idsOf(await scim.send('GET', '/Groups?count=3&excludedAttributes=members'))).toEqual(teams);
  });

  test('by cursor ends earlier, and the next one has the rest', async () => {
    await using scim = await start();
    const teams = await createTeams(scim);

    const first = await scim.send('GET', '/Groups?count=3&cursor');
    const second = await scim.send('GET', `/Groups?count=3&cursor=${first.body.nextCursor}`);

    expect([first, second].map(idsOf)).toEqual([teams.slice(0, 2), teams.slice(2)]);
    expect(second.body).not.toHaveProperty('nextCursor');
  });
});
