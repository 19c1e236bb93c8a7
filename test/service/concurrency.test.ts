import { setTimeout as sleep } from 'node:timers/promises';

import { administer, DATABASES, useDatabase } from '../support/postgres';
import { registryFile } from '../support/registry-file';
import { type Answer, type ScimClient, scimClient } from '../support/scim-client';
import { type ServiceProcess, startServiceProcess } from '../support/service-process';

const addMember = (id: string) => ({ Operations: [{ op: 'Add', path: 'members', value: [{ value: id }] }] });

describe.each(DATABASES)('two processes of the service on one database of %s', (name, server) => {
  const database = useDatabase(server);
  const processes: ServiceProcess[] = [];
  let clients: readonly [ScimClient, ScimClient];

  beforeAll(async () => {
    using registry = registryFile('contoso');
    const env = { DATABASE_URL: database.url, TENANTS_FILE: registry.path, LOG_LEVEL: 'info' };
    processes.push(...(await Promise.all([startServiceProcess(env), startServiceProcess(env)])));
    const [first, second] = processes.map(({ url }) => scimClient(url, registry.token));
    clients = [first as ScimClient, second as ScimClient];
  });
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.stop()));
  });

  /** Alternates between the two clients. */
  const turn = (index: number): ScimClient => clients[index % 2 === 0 ? 0 : 1];

  async function createUsers(prefix: string, count: number): Promise<string[]> {
    const answers = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        turn(index).send('POST', '/Users', { userName: `${prefix}-${index}` }),
      ),
    );
    return answers.map(({ body }) => body.id);
  }

  test('keep all of 40 members added to one group at once', async () => {
    const users = await createUsers('forty', 40);
    const { body: team } = await clients[0].send('POST', '/Groups', { displayName: 'Forty' });

    const answers = await Promise.all(
      users.map((id, index) => turn(index).send('PATCH', `/Groups/${team.id}`, addMember(id))),
    );

    const { body: stored } = await clients[1].send('GET', `/Groups/${team.id}`);
    expect(answers.map(({ status }) => status)).toEqual(users.map(() => 204));
    expect(stored.members).toHaveLength(40);
  });

  test('keep all of 500 members added to one group at once', async () => {
    const users = await createUsers('many', 500);
    const { body: team } = await clients[0].send('POST', '/Groups', { displayName: 'Many' });
    // A cluster takes longer for each change, so some requests wait in vain for their turn, and are told when to return.
    const finish = name === 'TEST_CITUS_URL' ? untilServed : (send: () => Promise<Answer>) => send();

    const answers = await Promise.all(
      users.map((id, index) => finish(() => turn(index).send('PATCH', `/Groups/${team.id}`, addMember(id)))),
    );

    const { body: stored } = await clients[1].send('GET', `/Groups/${team.id}`);
    expect(answers.filter(({ status }) => status !== 204)).toEqual([]);
    expect(stored.members.map(({ value }: any) => value).sort()).toEqual(users.sort());
    expect(stored.meta.version).toBe('W/"501"');
  });

  test('lose no member when members are added and removed at the same time', async () => {
    const [stay, go] = [await createUsers('stay', 20), await createUsers('go', 20)];
    const members = go.map((value) => ({ value }));
    const { body: team } = await clients[0].send('POST', '/Groups', { displayName: 'Moving', members });

    await Promise.all([
      ...stay.map((id, index) => turn(index).send('PATCH', `/Groups/${team.id}`, addMember(id))),
      ...go.map((id, index) =>
        turn(index).send('PATCH', `/Groups/${team.id}`, {
          Operations: [{ op: 'remove', path: `members[value eq "${id}"]` }],
        }),
      ),
    ]);

    const { body: stored } = await clients[0].send('GET', `/Groups/${team.id}`);
    expect(stored.members.map(({ value }: any) => value).sort()).toEqual(stay.sort());
  });

  test('keep working when groups are refilled while their members are deleted', async () => {
    const users = await createUsers('churn', 40);
    const groups = await Promise.all(
      ['A', 'B', 'C', 'D'].map(async (name) => {
        const members = users.map((value) => ({ value }));
        return String((await turn(0).send('POST', '/Groups', { displayName: `Churn ${name}`, members })).body.id);
      }),
    );
    const alive = new Set(users);
    const refill = async (group: string, index: number) => {
      const statuses: number[] = [];
      while (alive.size > 0) {
        const add = [...alive].map((value) => ({ op: 'add', path: 'members', value: [{ value }] }));
        const body = { Operations: [{ op: 'remove', path: 'members' }, ...add] };
        statuses.push((await turn(index).send('PATCH', `/Groups/${group}`, body)).status);
      }
      return statuses;
    };
    const remove = async (index: number) => {
      const statuses: number[] = [];
      for (const id of users.filter((_, place) => place % 4 === index)) {
        statuses.push((await turn(index).send('DELETE', `/Users/${id}`)).status);
        alive.delete(id);
      }
      return statuses;
    };

    const [refilled, removed] = await Promise.all([
      Promise.all(groups.map(refill)),
      Promise.all([0, 1, 2, 3].map(remove)),
    ]);

    // A request that adds a user who was deleted a moment before is refused with 400.
    expect(refilled.flat().filter((status) => status !== 204 && status !== 400)).toEqual([]);
    expect(removed.flat()).toEqual(users.map(() => 204));
    for (const group of groups)
      expect((await turn(0).send('GET', `/Groups/${group}`)).body).not.toHaveProperty('members');
  });

  test('lose no change when one user is changed many times at once', async () => {
    const [id] = await createUsers('one', 1);
    const attributes = ['title', 'nickName', 'locale', 'timezone', 'userType', 'displayName', 'preferredLanguage'];

    const answers = await Promise.all(
      attributes.map((path, index) =>
        turn(index).send('PATCH', `/Users/${id}`, { Operations: [{ op: 'Replace', path, value: path }] }),
      ),
    );

    const { body } = await clients[0].send('GET', `/Users/${id}`);
    expect(answers.map(({ status }) => status)).toEqual(attributes.map(() => 200));
    expect(body).toMatchObject(Object.fromEntries(attributes.map((name) => [name, name])));
    expect(body.meta.version).toBe(`W/"${attributes.length + 1}"`);
  });

  test('give a userName to only one of many simultaneous requests, and refuse the others', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        turn(index).send('POST', '/Users', { userName: index % 3 ? 'Same' : 'same' }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
  });

  test('let one of many changes pass that name the same version', async () => {
    const [id] = await createUsers('versioned', 1);

    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        turn(index).send(
          'PATCH',
          `/Users/${id}`,
          { Operations: [{ op: 'Replace', path: 'title', value: `title ${index}` }] },
          { 'If-Match': 'W/"1"' },
        ),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
  });

  test('walk by cursor over 20,000 users, and neither miss nor repeat those who stayed while others were deleted', async () => {
    await administer(database.url, manyUsers('contoso', 20_000));
    const { body: first } = await clients[0].send('GET', '/Users?filter=userName+sw+%22walker-%22&count=200&cursor');
    const doomed = await administer(
      database.url,
      `select id from scim.users where user_name like 'walker-%' order by random() limit 50`,
    );
    const deletions = doomed.map(({ id }, index) => turn(index).send('DELETE', `/Users/${String(id)}`));

    const seen: string[] = first.Resources.map(({ id }: any) => id);
    let cursor: string | undefined = first.nextCursor;
    for (let page = 1; cursor !== undefined; page++) {
      const path = `/Users?filter=userName+sw+%22walker-%22&attributes=id&count=200&cursor=${cursor}`;
      const { body } = await turn(page).send('GET', path);
      seen.push(...body.Resources.map(({ id }: any) => id));
      cursor = body.nextCursor;
    }

    expect((await Promise.all(deletions)).map(({ status }) => status)).toEqual(doomed.map(() => 204));
    const stayed = await administer(database.url, `select id from scim.users where user_name like 'walker-%'`);
    expect(first.totalResults).toBe(20_000);
    expect(new Set(seen).size).toBe(seen.length);
    expect(stayed).toHaveLength(19_950);
    const known = new Set(seen);
    expect(stayed.filter(({ id }) => !known.has(String(id)))).toEqual([]);
  });
});

/** Sends a request again after the time in Retry-After for as long as it is answered 429, as Entra does. */
async function untilServed(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 429) return answer;
    await sleep(1_000 * Number(answer.headers.get('retry-after')));
  }
}

/** SQL that inserts users just as the service does. */
function manyUsers(tenant: string, count: number): string {
  return `
    insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
    select '${tenant}', gen_random_uuid(), 'walker-' || n, 'walker-' || n, true, '{}', 1, now(), now(), 'gen-1'
      from generate_series(1, ${count}) as n`;
}
