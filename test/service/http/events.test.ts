import { randomBytes } from 'node:crypto';

import type { Numbering } from '../../../service/events/event-log';
import { News } from '../../../service/events/news';
import { Database } from '../../../service/storage/connections/database';
import { openEventLogOn } from '../../../service/storage/history/sql-event-log';
import { deletion } from '../../support/deletion';
import { keptLog } from '../../support/log-lines';
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

const NOTHING_NEW: Numbering = { last: 0, isBehind: false };

/** A `News`, and the waits that it has started. */
function watched(look: ConstructorParameters<typeof News>[0]) {
  const news = new News(look);
  const from = news.from.bind(news);
  let [begun, ended] = [0, 0];
  jest.spyOn(news, 'from').mockImplementation(async (...asked) => {
    begun++;
    await from(...asked);
    ended++;
  });
  return {
    news,
    woken: () => ended,
    asleep: async (readers: number) => {
      while (begun < readers) await new Promise((done) => setTimeout(done, 5));
    },
  };
}

let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

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
    const { news, asleep } = watched(() => Promise.resolve(NOTHING_NEW));
    await using scim = await startScim(database, { overrides: { news } });
    const waiting = after(scim, await now(scim), '&wait=50');
    await asleep(1);

    await scim.send('POST', '/Users', ANN);

    expect(typesOf(await waiting)).toEqual(['user.created']);
  });

  test('leaves asleep who waits while others only search', async () => {
    const { news, asleep, woken } = watched(() => Promise.resolve(NOTHING_NEW));
    await using scim = await startScim(database, { overrides: { news } });
    const waiting = after(scim, await now(scim), '&wait=50');
    await asleep(1);

    await scim.send('POST', '/Users/.search', {});
    await scim.send('POST', '/.search', {});
    await scim.send('GET', '/Users');
    const woke = woken();
    news.close();

    expect((await waiting).body.events).toEqual([]);
    expect(woke).toBe(0);
  });

  test('answers one who waits at another process of the service', async () => {
    const { news, asleep } = watched((tenant) => openEventLogOn(db)(tenant).numbering());
    await using scim = await startScim(database, { overrides: { news } });
    const waiting = after(scim, await now(scim), '&wait=50');
    await asleep(1);

    await administer(database.url, deletion(scim.tenant, 'elsewhere'));

    expect(typesOf(await waiting)).toEqual(['user.deleted']);
  });

  test('holds no connection while readers wait', async () => {
    const { news, asleep } = watched(() => Promise.resolve(NOTHING_NEW));
    await using scim = await startScim(database, { connectionsMax: 1, overrides: { news } });
    const start = await now(scim);
    const waiting = Array.from({ length: 15 }, () => after(scim, start, '&wait=50'));
    await asleep(15);

    expect((await scim.send('POST', '/Users', ANN)).status).toBe(201);

    for (const answer of await Promise.all(waiting)) expect(typesOf(answer)).toEqual(['user.created']);
  });

  test('tells no more at a time than fits into a page, and the rest page by page, each event once', async () => {
    await using scim = await startScim(database);
    const start = await now(scim);
    const { body: ann } = await scim.send('POST', '/Users', ANN);
    const { body: bob } = await scim.send('POST', '/Users', { userName: 'bob' });
    // Random strings, which the database cannot compress.
    const long = Array.from({ length: 120 }, () => randomBytes(512).toString('base64'));
    for (const user of [ann, bob]) {
      await scim.send('PATCH', `/Users/${user.id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [
          { op: 'add', path: 'addresses', value: long.map((formatted, n) => ({ type: `t${n}`, formatted })) },
        ],
      });
    }
    for (let n = 0; n < 20; n++) await scim.send('PATCH', `/Users/${ann.id}`, patch('title', `title ${n}`));

    const pages = [];
    for (let [cursor, more] = [start, true]; more;) {
      const { body } = await after(scim, cursor, '&limit=500');
      ({ cursor, more } = body);
      pages.push(body);
    }

    const sizes = pages.map((page) => JSON.stringify(page).length);
    const ids = pages.flatMap(({ events }) => events.map(({ id }: any) => id));
    expect(Math.max(...sizes)).toBeLessThan(1.1 * 1024 * 1024);
    expect(sizes.length).toBeGreaterThan(1);
    expect([ids.length, new Set(ids).size]).toEqual([24, 24]);
  });

  test('keeps waiting apart from the time that a request takes', async () => {
    const { log, lines } = keptLog();
    await using scim = await startScim(database, { overrides: { log } });
    await after(scim, await now(scim), '&wait=1');

    const [line] = lines.filter(({ waitedMs }) => waitedMs !== undefined);

    expect(line).toMatchObject({ route: 'GET /events', status: 200 });
    expect(Number(line?.['waitedMs'])).toBeGreaterThan(900);
    expect(Number(line?.['ms'])).toBeLessThan(900);
  });

  describe('after the database was restored from a backup', () => {
    /** Removes the latest changes from the database, as the restore of a backup would. */
    const restore = (scim: RunningScim, last: number) =>
      administer(
        database.url,
        `delete from scim.provisioning_log where tenant_id = '${scim.tenant}' and position > ${last};
         update scim.event_positions set last = ${last} where tenant_id = '${scim.tenant}'`,
      );

    test.each([
      ['before anything new has happened', 0],
      ['after as much has happened', 1],
      ['after more has happened', 2],
    ])('fails with 410 for a cursor that is newer than the backup, %s', async (_when, changes) => {
      await using scim = await startScim(database);
      await scim.send('POST', '/Users', { userName: 'kept' });
      const start = await now(scim);
      await scim.send('POST', '/Users', ANN);
      const { cursor } = (await after(scim, start)).body;
      await restore(scim, 1);
      for (let n = 0; n < changes; n++) await scim.send('POST', '/Users', { userName: `new-${n}` });
      if (changes > 0) await now(scim); // reading assigns numbers to the changes

      const { status, body } = await after(scim, cursor);

      expect(status).toBe(410);
      expect(body.detail).toContain('restored from a backup');
      expect((await after(scim, start)).body.events).toHaveLength(changes);
    });
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
    await now(scim); // reading assigns a number to the change
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
